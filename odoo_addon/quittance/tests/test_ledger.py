from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from ..models.ledger import QuittanceLedger
from .controls_common import ControlsCase


@tagged("post_install", "-at_install")
class TestLedger(ControlsCase):
    def setUp(self):
        super().setUp()
        self.ledger.write(
            {"system_identifier": False, "database_oid": False, "database_name": False,
             "bound_at": False, "restore_open": False, "restore_message": False}
        )
        self.mine = self.ledger.with_user(self.supervisor)

    def _bind(self, reason="going live"):
        self.confirm(self.mine.action_bind(), self.supervisor, reason=reason)

    def _audit(self, **vals):
        return self.env["quittance.run"].create(
            {"company_id": self.company.id, "kind": "audit", "run_key": "audit-1",
             "state": "closed", "exit_code": 0, "database_mark": self.ledger._mark(), **vals}
        )

    def _copied(self):
        """As if the database had been copied: the row is there, its database is another."""
        self.ledger.write({"system_identifier": "7000000000000000001", "database_oid": "42",
                           "database_name": "production", "bound_at": "2026-01-01 00:00:00"})

    def _provider(self, state):
        return self.env["payment.provider"].new({"name": "One", "state": state})

    def test_there_is_one_ledger(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["quittance.ledger"].create({})
        self.assertEqual(len(self.ledger.epoch), 32)

    def test_nothing_is_charged_before_the_database_is_bound(self):
        self.assertIn("not bound yet", self.ledger._refusal(self._provider("enabled")))
        self.assertEqual(self.ledger._refusal_code(), "not_bound")
        self.assertEqual(self.ledger._refusal(self._provider("test")), "")

    def test_a_supervisor_binds_with_a_reason(self):
        self._bind()
        self.assertTrue(self.ledger._is_bound())
        self.assertEqual(self.ledger._refusal(self._provider("enabled")), "")
        self.assertEqual(self.ledger.bound_by, self.supervisor)
        entry = self.log_of("bind")[0]
        self.assertEqual((entry.by, entry.why), (self.supervisor, "going live"))
        with self.assertRaisesRegex(UserError, "already"):
            self._bind()

    def test_nobody_else_binds(self):
        with self.assertRaisesRegex(AccessError, "supervisors"):
            self.ledger.with_user(self.accountant).action_bind()
        with self.assertRaisesRegex(AccessError, "supervisors"):
            self.ledger.with_user(self.accountant)._accept_restore("no")
        with self.assertRaises(AccessError):
            self.mine.write({"database_oid": "1"})

    def test_a_copy_charges_nothing_and_says_what_it_was_bound_to(self):
        self._copied()
        self.assertFalse(self.ledger._is_bound())
        self.assertIn("'production'", self.ledger._refusal())
        action = self.mine.action_bind()
        facts = self.env[action["res_model"]].browse(action["res_id"]).facts
        self.assertIn("production", facts)
        self.assertIn(self.env.cr.dbname, facts)

    def test_binding_after_attempts_needs_an_audit_on_this_database(self):
        self._copied()
        self.settings.go_live = "2026-01-01"
        with patch.object(QuittanceLedger, "_has_attempts", return_value=True):
            with self.assertRaisesRegex(UserError, "quittance audit"):
                self._bind()
            run = self._audit(database_mark="7000000000000000001/42")
            with self.assertRaisesRegex(UserError, "quittance audit"):
                self._bind()
            run.database_mark = self.ledger._mark()
            run.exit_code = 3
            with self.assertRaisesRegex(UserError, "quittance audit"):
                self._bind()
            run.exit_code = 0
            self._bind()
        self.assertTrue(self.ledger._is_bound())

    def test_a_suspected_restore_stops_everything_and_is_told(self):
        self._bind()
        answer = self.rpc(
            "restore_suspected", journal="/var/lib/quittance/journal.sqlite",
            missing=[{"key": "q1abc", "state": "done", "known": ""}],
        )
        self.assertEqual(answer, {"restore_open": True})
        self.assertIn("restored from a backup", self.ledger._refusal(self._provider("test")))
        self.assertEqual(self.ledger._refusal_code(), "restore_open")
        self.assertIn("q1abc", self.ledger.restore_message)
        self.assertIn(self.supervisor, self.ledger.activity_ids.user_id)
        self.rpc(
            "restore_suspected", journal="/var/lib/quittance/journal.sqlite",
            missing=[{"key": "q1def", "state": "pending", "known": "prepared"}],
        )
        self.assertIn("q1abc", self.ledger.restore_message)
        self.assertIn("q1def", self.ledger.restore_message)
        entries = len(self.log_of("restore_suspected"))
        self.rpc(
            "restore_suspected", journal="/var/lib/quittance/journal.sqlite",
            missing=[{"key": "q1abc", "state": "done", "known": ""}],
        )
        self.assertEqual(len(self.log_of("restore_suspected")), entries)
        with self.assertRaisesRegex(UserError, "accept it"):
            self._bind()

    def test_a_restore_is_accepted_after_an_audit_with_a_new_epoch(self):
        self.settings.go_live = "2026-01-01"
        self._audit(opened_at="2026-01-02 00:00:00")
        self.ledger._suspect_restore(["q1abc is missing"])
        epoch = self.ledger.epoch
        with self.assertRaisesRegex(UserError, "quittance audit"):
            self.confirm(self.mine.action_accept_restore(), self.supervisor, reason="restored")
        self._audit(run_key="audit-2")
        self.confirm(self.mine.action_accept_restore(), self.supervisor, reason="restored")
        self.assertNotEqual(self.ledger.epoch, epoch)
        self.assertTrue(self.ledger._is_bound())
        self.assertFalse(self.ledger.restore_open)
        self.assertEqual(self.ledger._refusal(), "")
        self.assertFalse(self.ledger.activity_ids)
        self.assertEqual(self.log_of("restore_accepted")[0].by, self.supervisor)
        with self.assertRaisesRegex(UserError, "nothing to accept"):
            self.confirm(self.mine.action_accept_restore(), self.supervisor, reason="again")

    def test_a_neutralized_copy_can_do_nothing(self):
        self._bind()
        self.settings.write({"go_live": "2026-01-01", "collection_on": True})
        self.env["res.users.apikeys"].with_user(self.connector).sudo()._generate(
            "rpc", "test", False
        )
        self.env.flush_all()
        with file_open("quittance/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.settings.collection_on)
        self.assertFalse(self.ledger._is_bound())
        keys = self.env["res.users.apikeys"].sudo()
        self.assertFalse(keys.search([("user_id", "=", self.connector.id)]))
        live = [("state", "not in", ("test", "disabled"))]
        self.assertFalse(self.env["payment.provider"].sudo().search(live))
