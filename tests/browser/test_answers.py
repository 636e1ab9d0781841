"""The answers of an accountant beside *bill* and *reject*: which number is meant, that a line or a
file takes the earlier one's place, and a letter to the supplier."""

import pytest
from deliveries import Deliveries
from playwright.sync_api import expect
from world import PERIOD

PHONE = {"width": 390, "height": 844}
AGREED_LONG_AGO = """
WITH profile AS (UPDATE quittance_profile SET create_date = create_date - interval '4 months'
                  WHERE supplier_id = {0})
UPDATE res_partner SET quittance_file_day = 1,
       quittance_file_day_since = current_date - interval '3 months' WHERE id = {0} RETURNING id"""


@pytest.fixture(name="asked")
def _asked(new_world):
    """October: an unknown client, a number with two meanings on two lines, a ticket that comes
    again with another quantity, and a file that repeats most of an earlier one."""
    villa = new_world.client_id("C-104")
    cleaners, = new_world.admin("res.partner", "search",
                                [("quittance_supplier_code", "=", "CLEANING")])
    profile = new_world.admin("quittance.profile", "create",
                              {"name": "cleaning", "supplier_id": cleaners, "company_id": 1})
    new_world.admin("res.partner", "write", [cleaners], {"quittance_profile_id": profile})
    deliveries = Deliveries(new_world)
    deliveries.bring("menage_10.csv", PERIOD, [("XYZZY", 0, 4)])
    deliveries.put("nombres_10.csv", PERIOD, [
        _meaning_two_things(deliveries, row, villa) for row in (2, 3)])
    for name, quantity in (("tickets_a.csv", 2), ("tickets_b.csv", 3)):
        deliveries.put(name, PERIOD, [deliveries.line(
            2, name, PERIOD, "C-104", villa, quantity, key="t1same", ticket="M-77")])
    for name, rows in (("semaine_1.csv", (1, 2, 3)), ("semaine_2.csv", (1, 2, 4))):
        deliveries.put(name, PERIOD, [deliveries.line(
            row, name, PERIOD, "C-104", villa, row, key=f"f1{name}{row}", ticket="",
            content=f"week{row}") for row in rows])
    return new_world


def _meaning_two_things(deliveries, row, villa):
    line = deliveries.line(row, "nombres_10.csv", PERIOD, "C-104", villa, 2, state="quarantine",
                           reason_code="number_ambiguous",
                           reason="'32.000' in column 'Prix' can be read in two ways: the profile "
                                  "declares ',' before the decimals.")
    readings = [{"decimal_mark": decimal, "thousands_mark": thousands, "quantity": "2",
                 "price": price, "amount": amount, "key": line["key"], "content": f"{row}{price}"}
                for decimal, thousands, price, amount in (
                    (".", ",", "32", "64.00"), (",", ".", "32000", "64000.00"))]
    return {**line, "price": "", "amount": "", "readings": readings}


def quarantine(person, language="en-US"):
    screen = person("accountant", language)
    screen.open("/odoo/action-quittance.action_quarantine_group")
    return screen


def amounts(world, name):
    return sorted(line["amount"] for line in world.admin.search_read(
        "quittance.line", [("file_id.name", "=", name), ("state", "=", "billable")], ["amount"]))


def say_which_number_is_meant_and_mend_the_profile(asked, person):
    screen = quarantine(person)
    row = screen.rows().filter(has_text="can be read in two ways")
    meanings = row.locator(".o_field_quittance_suggestions button")
    expect(meanings).to_have_text(["2 × 32.00 = 64.00", "2 × 32,000.00 = 64,000.00"])
    screen.shot("answers_1_numbers")
    meanings.first.click()
    expect(meanings).to_have_count(0)
    notice = screen.page.locator(".o_notification")
    expect(notice).to_contain_text("2 lines have their number.")
    screen.shot("answers_2_number_chosen")
    assert amounts(asked, "nombres_10.csv") == [64, 64]

    notice.get_by_role("button").filter(has_text="Mend the profile").click()
    expect(screen.page.locator(".o_form_view")).to_contain_text("nombres_10.csv")
    screen.shot("answers_3_profile")
    preview, = asked.admin.search_read(
        "quittance.profile.preview", [], ["decimal_mark", "thousands_mark"])
    assert (preview["decimal_mark"], preview["thousands_mark"]) == (".", "comma")


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


def months(person, language="en-US"):
    """*Files by month*, all of its groups open."""
    screen = person("accountant", language)
    screen.open("/odoo/action-quittance.action_supplier_month")
    groups = screen.page.locator("tr.o_group_header")
    expect(groups.first).to_be_visible()
    for number in range(groups.count()):
        groups.nth(number).click()
    expect(screen.rows().first).to_be_visible()
    return screen


def ask_for_the_missing_file_and_write_about_the_others(asked, person):
    """From the months of suppliers: one letter for a month's files, one for a file that is late."""
    supplier, = asked.admin("res.partner", "search", [("quittance_supplier_code", "=", "CLEANING")])
    asked.sandbox.sql(AGREED_LONG_AGO.format(supplier))
    asked.speak("accountant", "fr_FR")
    asked.admin("res.partner", "write", [supplier], {"lang": "fr_FR"})
    french = months(person, "fr-FR")
    expect(french.rows().filter(has_text="En retard").first.get_by_role(
        "button", name="Écrire")).to_be_visible()
    french.shot("answers_9_months_french")
    asked.speak("accountant", "en_US")
    screen = months(person)
    late = screen.rows().filter(has_text="Late").first
    screen.action("action_write_to_supplier", late)
    letter = screen.dialog.locator(".note-editable, [contenteditable=true]").first
    expect(letter).to_contain_text("Il n'est pas encore arrivé")
    screen.shot("answers_10_missing")
    screen.dialog.get_by_role("button", name="Send").first.click()
    expect(screen.dialog).to_have_count(0)
    screen = months(person)
    screen.action("action_write_to_supplier", screen.rows().filter(has_text=PERIOD).first)
    letter = screen.dialog.locator(".note-editable, [contenteditable=true]").first
    for words in ("menage_10.csv", "XYZZY", "nombres_10.csv", "32.000", "Un fichier corrigé"):
        expect(letter).to_contain_text(words)
    screen.shot("answers_11_month_letter")
    letters = asked.admin.search_read(
        "mail.message", [("model", "=", "res.partner"), ("res_id", "=", supplier),
                         ("message_type", "=", "comment")], ["body"])
    assert len(letters) == 1 and "pas encore arriv" in letters[0]["body"], letters
    asked.admin("res.partner", "write", [supplier], {"lang": "en_US"})


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
    ask_for_the_missing_file_and_write_about_the_others(asked, person)
    say_which_number_is_meant_and_mend_the_profile(asked, person)
    let_a_line_replace_the_earlier_one(asked, person)
    make_a_repetition_a_correction(asked, person)
