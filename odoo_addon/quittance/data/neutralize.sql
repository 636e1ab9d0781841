-- A copy for tests charges nothing, and the connector cannot enter it.
UPDATE quittance_settings
   SET collection_on = false,
       collection_reason = 'This database was neutralized';

UPDATE quittance_ledger
   SET system_identifier = NULL,
       database_oid = NULL;

DELETE FROM res_users_apikeys
 WHERE user_id IN (
       SELECT membership.uid
         FROM res_groups_users_rel membership
         JOIN ir_model_data name
           ON name.model = 'res.groups' AND name.res_id = membership.gid
        WHERE name.module = 'quittance' AND name.name = 'group_connector'
);

UPDATE payment_provider
   SET state = 'disabled'
 WHERE state NOT IN ('test', 'disabled');
