"""Raw messages as mail servers hand them to Odoo's gateway."""

from email.message import EmailMessage

from .billing_common import BillingCase

CSV = "Villa;Prix\r\nTST-1;10,00 é\r\n".encode("cp1252")


class MailCase(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"  # in which the sentences are kept
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "files.example", "company_ids": [(4, cls.company.id)]})
        cls.supplier.email = "office@laundry.example"
        cls.clerk = cls.env["res.partner"].create(
            {"name": "Clerk", "parent_id": cls.supplier.id, "email": "Clerk@Laundry.example"})
        cls.box = cls.env["quittance.mailbox"].create({
            "supplier_id": cls.supplier.id, "company_id": cls.company.id,
            "alias_name": "laundry"})
        cls.settings = cls.env["quittance.settings"]._for_company(cls.company)
        cls.number = 0

    def letter(self, *files, sender="Clerk <clerk@laundry.example>", text="The list.", **headers):
        """A message; files: (name, bytes, kind) with a kind such as text/csv."""
        type(self).number += 1
        message = EmailMessage()
        message["From"] = sender
        message["To"] = "laundry@files.example"
        message["Subject"] = "October"
        message["Message-ID"] = f"<{self.number}@laundry.example>"
        for name, value in headers.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        message.set_content(text)
        for name, content, kind in files:
            message.add_attachment(
                content, *kind.split("/"), filename=name)
        return message

    def csv(self, name="october.csv", content=CSV):
        return name, content, "text/csv"

    def come(self, message):
        """Hand it to Odoo's gateway; the record, none when it made none."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        before = self.env["quittance.mail"].search([], limit=1).id or 0
        self.env["mail.thread"].sudo().message_process(None, raw)
        return self.env["quittance.mail"].search([("id", ">", before)])

    def files(self):
        return self.env["quittance.file"].search([("supplier_id", "=", self.supplier.id)])

    def assert_aside(self, mail, reason):
        self.assertEqual((mail.state, mail.reason), ("aside", reason))
        self.assertTrue(mail.original, "nothing of it is lost")
        self.assertFalse(self.files(), "and nothing of it is taken")
