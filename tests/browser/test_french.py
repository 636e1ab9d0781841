"""An accountant whose language is French reads nothing of Quittance in English."""

import re

import polib
import pytest
from playwright.sync_api import expect
from world import ROOT

FRENCH = ROOT / "odoo_addon" / "quittance" / "i18n" / "fr.po"
# The menu's entries; a title that differs from its entry follows it.
MENUS = {
    "Facturation": ["Fichiers de prestations", "Lignes de prestation", "Quarantaine", "Mois",
                    "Dernières factures créées"],
    "Fournisseurs": ["Fournisseurs", "Profils", "Alias de clients", "Alias de prestations"],
    "Encaissement": ["Cette nuit", "Libérations", "Tentatives", "Inconnu|Issues inconnues",
                     "Retours|Argent revenu", "Nouveaux essais", "Suspendu"],
    "Réglages": ["Encaissement et limites", "Registre", "Qui a changé quoi"],
}
FORMS = ["file", "line", "quarantine", "month", "last_invoices", "profile", "attempt", "settings",
         "ledger"]
SPEAKS = {"lang": "fr_FR"}


def _patterns():
    """Quittance's own English: each source text whose French is another."""
    for entry in polib.pofile(str(FRENCH)):
        if entry.msgid != entry.msgstr and len(entry.msgid) > 2:
            text = " ".join(re.sub(r"<[^>]+>", "", entry.msgid).split())
            parts = re.split(r"%(?:\(\w+\))?[sd]", text)
            if not re.search(r"[a-zA-Z]{2}", "".join(parts)):
                continue  # nothing but values and what stands between them
            yield re.compile(".+?".join(map(re.escape, parts)))


ENGLISH = list(_patterns())


@pytest.fixture(name="french")
def _french(world):
    """A French accountant; a charge and a decline are to be seen besides file and drafts."""
    world.speak("accountant", "fr_FR")
    if not getattr(world, "french_attempts", False):  # those of others have an English history
        world.french_attempts = True
        for code in ("C-101", "C-108"):
            world.collect_now(world.posted_invoice(code, 20), context=SPEAKS)
    yield world
    world.speak("accountant", "en_US")


def _english_on(page):
    """What the page shows of Quittance's English, entries' placeholders included."""
    # Not the chatter: a message stays in the language in which it was written.
    texts = page.locator(".o_navbar, .o_control_panel, .o_list_view, .o_form_view > * "
                         "> :not(.o-mail-Form-chatter), .modal-dialog").all_inner_texts()
    texts = "\n".join(texts).splitlines()
    texts += page.locator("[placeholder]").evaluate_all("all => all.map(one => one.placeholder)")
    shown = {" ".join(text.split()) for text in texts}
    return sorted(text for text in shown if any(one.fullmatch(text) for one in ENGLISH))


def test_every_menu_and_list_is_french(french, person):
    screen = person("accountant", "fr-FR")
    screen.app("Quittance")
    for section, items in MENUS.items():
        for item, _bar, title in (entry.partition("|") for entry in items):
            screen.menu(section, item)
            expect(screen.page.locator(".o_breadcrumb .active")).to_have_text(title or item)
            expect(screen.page.locator(".o_list_renderer")).to_be_visible()
            screen.shot(item.replace(" ", "_"))
            assert _english_on(screen.page) == []
    screen.menu("Facturation", "Importer un fichier de prestations")
    expect(screen.dialog).to_contain_text("Annuler")
    screen.shot("dialogue")
    assert _english_on(screen.page) == []


def test_every_form_is_french(french, person):
    screen = person("accountant", "fr-FR")
    for action in FORMS:
        screen.open(f"/odoo/action-quittance.action_{action}")
        screen.rows().first.locator("td.o_data_cell").nth(1).click()
        expect(screen.page.locator(".o_form_sheet")).to_be_visible()
        screen.shot(action)
        assert (action, _english_on(screen.page)) == (action, [])


def test_the_quarantine_says_in_french_why_a_line_waits(french, person):
    screen = person("accountant", "fr-FR")
    screen.open("/odoo/action-quittance.action_quarantine")
    expect(screen.rows().first).to_contain_text("Aucun client n'a le code")
