"""Why a line waits is said in the reader's language, with its values."""

import re

from odoo.tests import TransactionCase, tagged

from ..models.line_reason import SENTENCES


@tagged("post_install", "-at_install")
class TestLineReason(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        cls.lines = cls.env["quittance.line"]
        cls.french = cls.lines.with_context(lang="fr_FR")

    def test_every_sentence_is_found_and_keeps_its_values(self):
        for sentence in SENTENCES:
            text = re.sub(r"%(\(\w+\))?s", "Zzé 4,5", sentence._source)
            said = self.french._translate_reason(text)
            self.assertNotEqual(said, text)
            self.assertEqual(said.count("Zzé 4,5"), text.count("Zzé 4,5"), said)
            self.assertEqual(self.lines.with_context(lang="en_US")._translate_reason(text), text)

    def test_a_person_s_own_reason_is_shown_as_written(self):
        self.assertEqual(self.french._translate_reason("Billed by hand"), "Billed by hand")
