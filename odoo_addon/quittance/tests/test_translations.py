"""The French translation is whole: every term that Odoo would export has its French."""

import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}|`[^`]+`")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        french = polib.pofile(file_path("quittance/i18n/fr.po"))
        cls.french = {entry.msgid: entry for entry in french if not entry.obsolete}
        terms = TranslationModuleReader(cls.env.cr, modules=["quittance"])
        cls.sources = {row[4].strip() for row in terms}

    def test_every_term_has_its_french(self):
        missing = sorted(
            source
            for source in self.sources
            if source not in self.french
            or not self.french[source].msgstr
            or self.french[source].fuzzy
        )
        self.assertEqual(missing, [])

    def test_no_french_is_left_over(self):
        self.assertEqual(sorted(set(self.french) - self.sources), [])

    def test_the_french_keeps_every_placeholder_and_command(self):
        for source, entry in self.french.items():
            wanted, found = (
                sorted(PLACEHOLDER.findall(text)) for text in (source, entry.msgstr)
            )
            self.assertEqual(wanted, found, source)

    def test_a_french_accountant_reads_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        ledger = self.env["quittance.ledger"].with_context(lang="fr_FR")._get()
        ledger.write({"system_identifier": False, "restore_open": False})
        self.assertIn("n'est pas encore liée", ledger._bound_message())
        menu = self.env.ref("quittance.menu_runs").with_context(lang="fr_FR")
        self.assertEqual(menu.name, "Passages")
