"""What the tests of the controls share: people, a company, the connector."""

from odoo import fields
from odoo.tests import TransactionCase


class ControlsCase(TransactionCase):
    """An accountant, a supervisor, a plain employee and the connector, in the main company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.accountant = cls._make_user("q-accountant", "quittance.group_accountant")
        cls.supervisor = cls._make_user("q-supervisor", "quittance.group_supervisor")
        cls.employee = cls._make_user("q-employee", "base.group_user")
        cls.connector = cls._make_user("q-connector", "quittance.group_connector")
        cls.settings = cls.env["quittance.settings"]._for_company(cls.company)
        cls.ledger = cls.env["quittance.ledger"]._get()
        cls.client_contact = cls.env["res.partner"].create({"name": "Villa Test"})

    @classmethod
    def _make_user(cls, login, group):
        return cls.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": login,
                "login": login,
                "password": login,
                "email": f"{login}@test.example",
                "lang": "en_US",
                "group_ids": [fields.Command.set(cls.env.ref(group).ids)],
                "company_id": cls.company.id,
                "company_ids": [fields.Command.set(cls.company.ids)],
            }
        )

    def rpc(self, method, **payload):
        """Call quittance.rpc as the connector does."""
        service = self.env["quittance.rpc"].with_user(self.connector)
        return getattr(service, method)(payload)

    def log_of(self, what):
        """The journal of the controls, newest first."""
        return self.env["quittance.control.log"].search([("what", "=", what)])

    def make_invoice(self, client=None, amount=100, post=True, move_type="out_invoice"):
        """A customer invoice of one line without tax."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (client or self.client_contact).id,
                "company_id": self.company.id,
                "invoice_date": self.company._quittance_today(),
                "invoice_line_ids": [
                    fields.Command.create(
                        {"name": "Service", "quantity": 1, "price_unit": amount, "tax_ids": []}
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def confirm(self, action, user, **vals):
        """Fill in and confirm the dialog that a button opened."""
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.write(vals)
        return wizard.action_confirm()
