"""The one door for the connector: who may call, in which company, and `hello`.

docs/rpc_contract.md is the contract; the other services extend this model, one part a file.
"""

import odoo.release
from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest
from odoo.tools import config

CONTRACT_VERSION = 3
LIMITS = {"lines": 2000, "invoices": 50, "keys": 200}


class QuittanceRpc(models.AbstractModel):
    _name = "quittance.rpc"
    _description = "Quittance: what the connector may call"

    # ------------------------------------------------------------------ for every method

    def _check_caller(self, payload):
        """Refuse whoever is not the connector; answer this model in sudo.

        Every public method begins with this (or with `_enter`): anything public can be called
        by anybody who can log in, a portal user included.
        """
        if not self.env.user.has_group("quittance.group_connector"):
            raise AccessError(_("Only the connector's user may call this."))
        if not isinstance(payload, dict):
            raise UserError(_("The call needs one structure as its only argument."))
        return self.sudo().with_context(lang=self.env.user.lang or "en_US")

    def _company(self, payload):
        """The company that the payload names, which must be one of the caller's."""
        company = self.env.user.company_ids.filtered(
            lambda one: one.id == payload.get("company_id")
        )
        if not company:
            raise AccessError(
                _(
                    "Company %s is not one of the connector's companies. "
                    "Check [company] in its configuration, or add the company to its user.",
                    payload.get("company_id"),
                )
            )
        return company

    def _enter(self, payload):
        """Both checks at once: (this model in sudo and in the company, the company)."""
        service = self._check_caller(payload)
        company = service._company(payload)
        service = service.with_company(company)
        return service, company.with_env(service.env)

    @api.model
    def _limited(self, records, limit):
        """The list itself, or an error when it is none or longer than the contract's limit."""
        if not isinstance(records, list) or len(records) > LIMITS[limit]:
            raise UserError(_("A call takes a list of at most %s records.", LIMITS[limit]))
        return records

    @api.model
    def _moment(self, value):
        """A UTC moment as the contract writes it, '' when there is none."""
        return fields.Datetime.to_datetime(value).strftime("%Y-%m-%dT%H:%M:%SZ") if value else ""

    # ------------------------------------------------------------------ hello

    @api.model
    def hello(self, payload):
        """Versions, the ledger, the companies, and which of `keys` this database knows."""
        service = self._check_caller(payload)
        keys = service._limited(payload.get("keys") or [], "keys")
        return {
            **service._prepare_versions(),
            **service._prepare_ledger(),
            "known": service._known(keys),
        }

    def _prepare_versions(self):
        return {
            "contract": CONTRACT_VERSION,
            "addon": get_manifest("quittance").get("version", ""),
            "odoo": odoo.release.version,
            "database": self.env.cr.dbname,
            "time": self._moment(fields.Datetime.now()),
            "api_key_expires": self._moment(self._key_expiry()),
            "workers": config["workers"],
            "limits": dict(LIMITS),
            "companies": [
                self.env["quittance.settings"]._for_company(company)._prepare_hello()
                for company in self.env.user.company_ids
            ],
        }

    def _prepare_ledger(self):
        ledger = self.env["quittance.ledger"]._get()
        return {
            "epoch": ledger.epoch,
            "bound": ledger._is_bound(),
            "ever_bound": bool(ledger.system_identifier),
            "bound_message": ledger._bound_message(),
            "restore_open": ledger.restore_open,
        }

    def _key_expiry(self):
        """When the last of the caller's keys ends. One is live at a time (rotation revokes)."""
        keys = self.env["res.users.apikeys"].search(
            [("user_id", "=", self.env.uid), ("scope", "in", (False, "rpc"))]
        )
        return max((key.expiration_date for key in keys if key.expiration_date), default=False)

    def _known(self, keys):
        """{key: state of the attempt, '' when this database has no such attempt}."""
        states = dict.fromkeys((str(key) for key in keys), "")
        if "quittance.attempt" in self.env and states:
            attempts = self.env["quittance.attempt"].search([("key", "in", list(states))])
            states.update((attempt.key, attempt.state) for attempt in attempts)
        return states
