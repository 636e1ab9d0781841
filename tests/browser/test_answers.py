"""The answers of an accountant beside *bill* and *reject*: that a line or a file
takes the earlier one's place, and a letter to the supplier."""

import pytest
from deliveries import Deliveries
from playwright.sync_api import expect
from world import PERIOD

PHONE = {"width": 390, "height": 844}


@pytest.fixture(name="asked")
def _asked(new_world):
    """October: an unknown client, a ticket that comes again with another quantity, and a
    file that repeats most of an earlier one."""
    villa = new_world.client_id("C-104")
    deliveries = Deliveries(new_world)
    deliveries.bring("menage_10.csv", PERIOD, [("XYZZY", 0, 4)])
    for name, quantity in (("tickets_a.csv", 2), ("tickets_b.csv", 3)):
        deliveries.put(name, PERIOD, [deliveries.line(
            2, name, PERIOD, "C-104", villa, quantity, key="t1same", ticket="M-77")])
    for name, rows in (("semaine_1.csv", (1, 2, 3)), ("semaine_2.csv", (1, 2, 4))):
        deliveries.put(name, PERIOD, [deliveries.line(
            row, name, PERIOD, "C-104", villa, row, key=f"f1{name}{row}", ticket="",
            content=f"week{row}") for row in rows])
    return new_world


def quarantine(person, language="en-US"):
    screen = person("accountant", language)
    screen.open("/odoo/action-quittance.action_quarantine_group")
    return screen


def amounts(world, name):
    return sorted(line["amount"] for line in world.admin.search_read(
        "quittance.line", [("file_id.name", "=", name), ("state", "=", "billable")], ["amount"]))


def let_a_line_replace_the_earlier_one(asked, person):
    screen = quarantine(person)
    row = screen.rows().filter(has_text="M-77")
    expect(row).to_contain_text("Before: 2 × 32.00 = 64.00")
    expect(row).to_contain_text("Now: 3 × 32.00 = 96.00")
    screen.action("action_replace_earlier", row)
    expect(row).to_have_count(0)
    assert (amounts(asked, "tickets_a.csv"), amounts(asked, "tickets_b.csv")) == ([], [96])


def make_a_repetition_a_correction(asked, person):
    file, = asked.admin("quittance.file", "search", [("name", "=", "semaine_2.csv")])
    screen = person("accountant")
    screen.open_record("quittance.file", file)
    screen.shot("answers_4_repeats")
    screen.action("action_it_corrects")
    screen.page.locator(".modal-dialog").get_by_role("button", name="Ok").click()
    expect(screen.field("replaces_id")).to_contain_text("semaine_1.csv")
    screen.shot("answers_5_correction")
    states = {one["id"]: one["state"] for one in asked.admin.search_read(
        "quittance.file", [("name", "=", "semaine_2.csv")], ["state"])}
    assert states.pop(file) == "withdrawn"
    assert len(states) == 1


def write_to_the_supplier(asked, person):
    file, = asked.admin("quittance.file", "search", [("name", "=", "menage_10.csv")])
    supplier, = asked.admin("res.partner", "search", [("quittance_supplier_code", "=", "CLEANING")])
    asked.admin("res.partner", "write", [supplier], {"email": "bureau@menage.example"})
    screen = person("accountant")
    screen.open_record("quittance.file", file)
    screen.action("action_write_to_supplier")
    letter = screen.dialog.locator(".note-editable, [contenteditable=true]").first
    for words in ("menage_10.csv", "XYZZY", "A corrected file is the whole list"):
        expect(letter).to_contain_text(words)
    screen.shot("answers_6_letter")
    screen.dialog.get_by_role("button", name="Send").first.click()
    expect(screen.page.locator(".o-mail-Message").first).to_contain_text("menage_10.csv")
    mail, = asked.admin.search_read(
        "mail.message", [("model", "=", "quittance.file"), ("res_id", "=", file),
                         ("message_type", "=", "comment")], ["partner_ids"])
    assert mail["partner_ids"] == [supplier]


def see_them_in_french_and_on_a_phone(asked, person):
    asked.speak("accountant", "fr_FR")
    screen = quarantine(person, "fr-FR")
    expect(screen.rows().filter(has_text="M-77")).to_contain_text("pas encore facturée")
    screen.shot("answers_7_french")
    line, = asked.admin("quittance.line", "search", [
        ("state", "=", "quarantine"), ("ticket", "=", "M-77")])
    screen.page.set_viewport_size(PHONE)
    screen.open_record("quittance.line", line)
    for words in ("Avant", "Maintenant", "2 × 32,00 = 64,00", "3 × 32,00 = 96,00"):
        expect(screen.page.locator(".o_form_view")).to_contain_text(words)
    screen.shot("answers_8_phone")
    asked.speak("accountant", "en_US")


def test_an_accountant_clears_what_is_asked(asked, person):
    see_them_in_french_and_on_a_phone(asked, person)
    write_to_the_supplier(asked, person)
    let_a_line_replace_the_earlier_one(asked, person)
    make_a_repetition_a_correction(asked, person)
