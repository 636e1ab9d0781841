"""What the tests of the supplier's pages share: two suppliers, their people, a browser's session."""

import hashlib
import io
import json
import re
from urllib.parse import urlsplit

from odoo import fields
from odoo.tests import HttpCase

from .billing_common import BillingCase

HOME = "/my/service-files"


class PortalCase(BillingCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quittance.profile"].create({
            "name": "main", "supplier_id": cls.supplier.id, "company_id": cls.company.id,
            "column_client": "Villa", "column_price": "Prix"})
        cls.rival = cls.env["res.partner"].create(
            {"name": "Rival", "quittance_is_supplier": True, "quittance_supplier_code": "TST-RIV"})
        cls.sender = cls._make_sender("q-sender", cls.supplier)
        cls.other_sender = cls._make_sender("q-other-sender", cls.rival)
        cls.portal_client = cls._make_sender("q-client", cls.villa, "base.group_portal")

    @classmethod
    def _make_sender(cls, login, parent, group="quittance.group_supplier_portal"):
        user = cls._make_user(login, group)
        user.partner_id.parent_id = parent
        return user

    # ------------------------------------------------------------------ a browser

    def go_in(self, user):
        self.authenticate(user.login, user.login)
        return self

    def page(self, path=""):
        return self.url_open(HOME + path)

    def send(self, *files, token=None, **values):
        """Post files as the page's script does: [{name, taken, sentence, url}]."""
        answer = self.post(*files, token=token, answer="json", **values)
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return json.loads(answer.text)

    def post(self, *files, token=None, **values):
        if token is None:
            token = re.search(r'name="csrf_token" value="(\w+)"', self.page().text).group(1)
        return self.url_open(
            f"{HOME}/send", data={"csrf_token": token, **values},
            files=[("files", (name, io.BytesIO(content))) for name, content in files])

    def sent(self, name="october.csv", content=b"Villa;Prix\n", **values):
        """Send one file; its record."""
        result, = self.send((name, content), **values)
        self.assertTrue(result["taken"], result)
        return self.file_of(result)

    def file_of(self, result):
        return self.env["quittance.file"].browse(int(urlsplit(result["url"]).path.split("/")[-1]))

    # ------------------------------------------------------------------ the connector

    def read(self, file, lines):
        """Let the connector read a file that waits."""
        opened = self.rpc(
            "file_open", company_id=self.company.id, file_id=file.id, profile="",
            supplier_code=file.supplier_id.quittance_supplier_code, name=file.name,
            period=file.period, sha256=file.sha256, size=file.size, channel=file.channel,
            sender="", content="", replaces_sha256=file.replaces_id.sha256 or "")
        self.assertEqual((opened["file_id"], opened["status"]), (file.id, "opened"))
        self.rpc("lines_put", file_id=file.id, lines=lines)
        return self.close_file(file.id, lines)

    def refuse(self, file, code, message="said by the connector"):
        self.rpc("file_refuse", file_id=file.id, code=code, message=message)

    @staticmethod
    def sha256(content):
        return hashlib.sha256(content).hexdigest()

    def long_ago(self, files):
        """As if no connector had come for them since a minute."""
        files.flush_recordset()
        self.env.cr.execute("UPDATE quittance_file SET write_date = %s WHERE id IN %s",
                            [fields.Datetime.subtract(fields.Datetime.now(), minutes=1),
                             tuple(files.ids)])
        files.invalidate_recordset()
