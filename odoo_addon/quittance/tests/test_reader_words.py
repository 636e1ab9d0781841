"""What the connector says of whole files is shown in the reader's language."""

import base64
import json
import re

from odoo.tests import tagged

from ..models.reader_details import PARTS
from ..models.reader_words import SENTENCES
from .billing_common import BillingCase

REFUSAL = ("The workbook is damaged: its part xl/styles.xml is missing. Open it in a spreadsheet "
           "program, save it again as .xlsx or .ods and send that file.")


@tagged("post_install", "-at_install")
class TestReaderWords(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        cls.lines = cls.env["quittance.line"].with_context(lang="en_US")
        cls.french = cls.lines.with_context(lang="fr_FR")

    def _filled(self, sentence):
        return re.sub(r"%\(\w+\)s", "Zzé 4,5", sentence._source)

    def test_every_sentence_is_found_and_keeps_its_values(self):
        for sentence in SENTENCES:
            text = self._filled(sentence)
            said = self.french._translate_reason(text)
            self.assertEqual(said.count("Zzé 4,5"), text.count("Zzé 4,5"), said)
            self.assertEqual(self.lines._translate_reason(text), text)
            if not sentence._source.startswith("%(what)s"):
                self.assertNotEqual(said, text)

    def test_every_part_is_found_within_its_sentence(self):
        same = {"client", "ticket", "date"}
        for part in PARTS:
            text = self._filled(part)
            said = self.french._translate_reason(f"Line 7: {text}.")
            self.assertTrue(said.startswith("Ligne 7"), said)
            self.assertTrue(text in same or f" {text}." not in said, said)

    def test_a_value_is_never_translated(self):
        said = self.french._translate_reason(
            "Two columns could be the price: 'price' was taken, 'amount' was not. Check it.")
        self.assertIn("« price »", said)
        self.assertIn("« amount »", said)
        self.assertIn("prix", said)

    def test_a_refused_file_says_why_in_each_reader_s_language(self):
        opened = self.open_file()
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message=REFUSAL)
        file = self.env["quittance.file"].browse(opened["file_id"])
        self.assertEqual(file.message, f"file_broken: {REFUSAL}")
        english, french = (file.with_context(lang=lang).message_shown for lang in ("en_US", "fr_FR"))
        self.assertEqual(english, REFUSAL)
        self.assertIn("Le classeur est endommagé : sa partie xl/styles.xml manque.", french)

    def test_its_history_is_in_the_company_s_language(self):
        self.company.partner_id.lang = "fr_FR"
        opened = self.open_file()
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_empty",
                 message="The file is empty.")
        file = self.env["quittance.file"].browse(opened["file_id"])
        self.assertIn("Le fichier est vide.", file.message_ids[0].body)

    def test_what_a_person_wrote_stays_as_it_is(self):
        opened = self.open_file()
        file = self.env["quittance.file"].browse(opened["file_id"])
        file.write({"state": "asked", "message": "question: who knows?"})
        self.assertEqual(file.message_shown, "question: who knows?")

    def test_a_preview_is_in_the_reader_s_language(self):
        preview = self.env["quittance.profile.preview"].with_user(self.accountant).create({
            "supplier_id": self.supplier.id, "company_id": self.company.id, "name": "a.csv",
            "content": base64.b64encode(b"a;b\n")})
        self.assertFalse(preview.shown)
        preview.action_read()
        self.rpc("preview_answer", preview_id=preview.id, answer=json.dumps({
            "error": {"code": "file_empty", "message": "The file is empty.", "row": 0},
            "lines": [{"row": 2, "problem": "The row names no client."}, "no line"],
            "problems": [{"row": 0, "code": "uncertain", "message":
                          "No client has the code 'C-1'. Nearest: C-101."}]}))
        shown = preview.with_context(lang="fr_FR").shown
        self.assertEqual(shown["error"]["message"], "Le fichier est vide.")
        self.assertIn("client", shown["lines"][0]["problem"])
        self.assertNotIn("names", shown["lines"][0]["problem"])
        self.assertIn("Le plus proche : C-101", shown["problems"][0]["message"])
        english = preview.with_context(lang="en_US").shown
        self.assertEqual(english["error"]["message"], "The file is empty.")
