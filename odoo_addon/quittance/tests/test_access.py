"""Who can call what, over XML-RPC as the outside does and model by model."""

import xmlrpc.client
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, get_db_name, tagged

from .controls_common import ControlsCase

# Read by everybody who can log in, in plain Odoo. None of it is the company's business.
HARMLESS = {
    "base.language.export", "decimal.precision", "ir.demo_failure", "ir.exports",
}


def rpc_methods(env):
    """The public methods of quittance.rpc that the addon brings."""
    return sorted(
        {
            name
            for part in type(env["quittance.rpc"]).__mro__
            if part.__module__.startswith("odoo.addons.quittance")
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_")
        }
    )


@tagged("post_install", "-at_install")
class TestAccess(ControlsCase):
    def test_the_connector_reads_no_business_model(self):
        readable = {
            name
            for name in self.env.registry
            if not self.env[name]._abstract
            and self.env[name].with_user(self.connector).has_access("read")
        }
        self.assertEqual(readable - HARMLESS, set())

    def test_the_connector_writes_nothing_directly(self):
        for operation in ("write", "create", "unlink"):
            allowed = {
                name
                for name in self.env.registry
                if not self.env[name]._abstract
                and self.env[name].with_user(self.connector).has_access(operation)
            }
            self.assertEqual(allowed - HARMLESS, set(), operation)

    def test_the_connectors_group_implies_nothing(self):
        group = self.env.ref("quittance.group_connector")
        self.assertEqual(group.all_implied_ids, group)
        self.assertEqual(group.api_key_duration, 365)
        self.assertFalse(self.connector._is_internal())
        self.assertFalse(self.connector._is_portal())

    def test_every_model_of_ours_has_access_rows_and_a_rule_for_its_company(self):
        for name in self.env.registry:
            model = self.env[name]
            if not name.startswith("quittance.") or model._abstract:
                continue
            rows = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            self.assertTrue(rows, name)
            self.assertTrue(all(row.group_id for row in rows), name)
            if "company_id" in model._fields and not model._transient:
                rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
                self.assertTrue(rules.filtered(lambda rule: not rule.groups), name)

    def test_nobody_else_calls_the_connectors_methods(self):
        portal = self._make_user("q-portal", "base.group_portal")
        for user in (portal, self.employee, self.accountant, self.supervisor):
            for method in rpc_methods(self.env):
                service = self.env["quittance.rpc"].with_user(user)
                with self.assertRaises(AccessError, msg=f"{method} as {user.login}"):
                    getattr(service, method)({"company_id": self.company.id})

    def test_buttons_refuse_whoever_may_not(self):
        portal = self._make_user("q-portal", "base.group_portal")
        ledger = self.ledger
        for user in (portal, self.employee, self.connector):
            calls = [
                ledger.with_user(user).action_bind,
                ledger.with_user(user).action_accept_restore,
                self.settings.with_user(user).action_switch_on,
                self.settings.with_user(user).action_switch_off,
                self.settings.with_user(user).action_go_live,
                self.settings.with_user(user).action_issue_key,
            ]
            for call in calls:
                with self.assertRaises(AccessError):
                    call()


@tagged("post_install", "-at_install")
class TestConnectorKey(ControlsCase):
    def _wizard(self, user=None, **vals):
        wizards = self.env["quittance.connector.key"].with_user(user or self.supervisor)
        return wizards.create({"company_id": self.company.id, **vals})

    def test_a_key_is_issued_shown_once_and_renewed(self):
        self.env["res.users"].search([("group_ids", "in", self.connector.group_ids.ids)]).write(
            {"group_ids": [fields.Command.clear()]}
        )
        first = self._wizard()._issue("first night")
        user = self._wizard()._connector_user()
        self.assertEqual(user.login, "quittance-connector")
        self.assertEqual(user.group_ids, self.env.ref("quittance.group_connector"))
        check = self.env["res.users.apikeys"]._check_credentials
        self.assertEqual(check(scope="rpc", key=first), user.id)
        second = self._wizard(days="90")._issue("the old one was on a stolen laptop")
        self.assertFalse(check(scope="rpc", key=first))
        self.assertEqual(check(scope="rpc", key=second), user.id)
        ends = self._wizard()._expiry(user)
        left = ends - fields.Datetime.now() - timedelta(days=90)
        self.assertLess(abs(left), timedelta(minutes=5))
        self.assertEqual(self.log_of("key_revoked")[0].by, self.supervisor)
        self.assertEqual(len(self.log_of("key_issued")), 2)
        kept = self.env["quittance.control.log"].search([]).mapped("detail")
        self.assertFalse([text for text in kept if second in text])

    def test_only_a_supervisor_issues_it(self):
        with self.assertRaises(AccessError):
            self._wizard(self.accountant)
        wizard = self._wizard()
        with self.assertRaisesRegex(AccessError, "supervisors"):
            wizard.with_user(self.accountant).sudo()._issue("please")


@tagged("post_install", "-at_install")
class TestAccessOverXmlRpc(HttpCase, ControlsCase):
    def setUp(self):
        super().setUp()
        ends = fields.Datetime.now() + timedelta(days=30)
        keys = self.env["res.users.apikeys"].with_user(self.connector).sudo()
        self.key = keys._generate("rpc", "test", ends)
        self.env.flush_all()

    def _call(self, model, method, *args, user=None, password=None, **kwargs):
        user = user or self.connector
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password or self.key, model, method, list(args), kwargs
        )

    def _refused(self, *args, **kwargs):
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self._call(*args, **kwargs)
        self.assertEqual(caught.exception.faultCode, 4, caught.exception.faultString)

    def test_hello_by_key(self):
        answer = self._call("quittance.rpc", "hello", {"contract": 3, "keys": ["q1unknown"]})
        self.assertEqual(answer["contract"], 3)
        self.assertEqual(answer["known"], {"q1unknown": ""})
        self.assertEqual(answer["epoch"], self.ledger.epoch)
        self.assertEqual(answer["limits"], {"lines": 2000, "invoices": 50, "keys": 200})
        self.assertEqual([one["id"] for one in answer["companies"]], [self.company.id])
        self.assertIs(answer["companies"][0]["collection_on"], False)
        self.assertRegex(answer["api_key_expires"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertNotEqual(answer["bound_message"] == "", not answer["bound"])

    def test_the_connector_reaches_nothing_but_its_door(self):
        for model in (
            "res.partner", "account.move", "account.payment", "payment.token",
            "payment.provider", "payment.transaction", "ir.config_parameter", "res.company",
            "account.journal", "res.partner.bank", "quittance.settings", "quittance.ledger",
            "quittance.hold", "quittance.run",
        ):
            self._refused(model, "search_read", [], ["id"])
            self._refused(model, "write", [1], {"create_uid": 1})
            self._refused(model, "unlink", [1])
        self._refused("res.users", "write", [self.connector.id], {"password": "x"})
        self._refused("quittance.settings", "action_switch_on", [self.settings.id])
        self._refused("quittance.rpc", "_known", ["q1"])

    def test_the_connector_sees_no_attachment_nor_message_of_an_invoice(self):
        move = self.make_invoice()
        attachment = self.env["ir.attachment"].create(
            {"name": "bank.txt", "raw": b"IBAN", "res_model": move._name, "res_id": move.id}
        )
        self.env.flush_all()
        for model, record in (("ir.attachment", attachment), ("mail.message", move.message_ids)):
            try:
                seen = self._call(model, "search_read", [["id", "in", record.ids]], ["id"])
            except xmlrpc.client.Fault as fault:
                seen = fault.faultCode != 4
            self.assertFalse(seen, model)
            self._refused(model, "read", record.ids, ["res_id"])

    def test_nobody_else_enters_by_the_connectors_door(self):
        portal = self._make_user("q-portal", "base.group_portal")
        self.env.flush_all()
        for user in (portal, self.employee, self.accountant):
            for method in rpc_methods(self.env):
                payload = {"company_id": self.company.id}
                self._refused("quittance.rpc", method, payload, user=user, password=user.login)

    def test_a_company_that_is_not_the_callers_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        payload = {"company_id": other.id, "kind": "draft", "run_key": "x"}
        self._refused("quittance.rpc", "run_open", payload)

    def test_a_call_answers_a_structure_and_never_none(self):
        opened = self._call("quittance.rpc", "run_open", {
            "company_id": self.company.id, "kind": "import", "run_key": "r1", "host": "h",
            "lease_seconds": 60,
        })
        self.assertEqual(opened["status"], "opened")
        closed = self._call("quittance.rpc", "run_close", {"run_key": "r1", "exit_code": 0})
        self.assertEqual(closed, {"status": "closed"})
