"""A correction of what is posted: the accountant sees what it changes, applies it, and withdraws it."""

import re

import pytest
from playwright.sync_api import expect

MONTH, NEXT = "2026-12", "2027-01"
HEAD = ("Maintenance;;;;;;;\nDécembre;;;;;;;\n"
        "N° ticket;Date;Client;Intervention;Qté;PU HT;Montant HT;Commentaire\n")
FIRST = [("T-1", "C-101", "Plomberie", 2, 68), ("T-2", "C-101", "Piscine", 1, 55),
         ("T-3", "C-101", "Climatisation", 1, 95), ("T-4", "C-102", "Piscine", 1, 55),
         ("T-5", "C-102", "Plomberie", 1, 68)]
SECOND = [("T-1", "C-101", "Plomberie", 1, 68), ("T-3", "C-101", "Climatisation", 1, 95),
          ("T-4", "C-102", "Piscine", 1, 50), ("T-5", "C-102", "Plomberie", 1, 70),
          ("T-6", "C-101", "Piscine", 1, 60)]


@pytest.fixture(name="corrected")
def _corrected(world):
    """December: C-101's invoice is posted, a line of C-102's draft was changed; then a correction."""
    first = write(world, "maint_2026-12.csv", FIRST)
    world.connector("import", first, "--supplier", "MAINT", "--profile", "maint")
    world.connector("draft", "--period", MONTH)
    posted, draft = (move_of(world, code) for code in ("C-101", "C-102"))
    odoo = world.sandbox.rpc("accountant")
    odoo("account.move", "action_post", [posted])
    line, = world.admin("account.move.line", "search", [
        ("move_id", "=", draft), ("quittance_line_id.ticket", "=", "T-5")])
    odoo("account.move", "write", [draft], {"invoice_line_ids": [(1, line, {"price_unit": 60})]})
    second = write(world, "maint_2026-12_corr.csv", SECOND)
    report = world.connector("import", second, "--supplier", "MAINT", "--profile", "maint",
                             "--replaces", first)["files"][0]
    assert "correction" in {problem["code"] for problem in report["problems"]}, report
    file, = world.admin("quittance.file", "search", [("name", "=", second.name)])
    return file


def write(world, name, rows):
    path = world.folder / name
    path.write_text(HEAD + "".join(
        f"{ticket};05/12/2026;{client};{what};{hours};{price},00;{hours * price},00;\n"
        for ticket, client, what, hours, price in rows), encoding="utf-8")
    return path


def move_of(world, code, period=MONTH):
    month, = world.admin.search_read("quittance.month", [
        ("client_id", "=", world.client_id(code)), ("period", "=", period)], ["move_id"])
    return month["move_id"] and month["move_id"][0]


def follow_to_the_row(world, screen):
    """From a line of the posted invoice to its row in the supplier's file, and back."""
    move = move_of(world, "C-101")
    screen.open_record("account.move", move)
    screen.shot("0_invoice")
    screen.page.locator("tr.o_data_row", has_text="Piscine").locator(
        "button[name='action_quittance_service']").click()
    origin = screen.field("origin")
    for text in ("N° ticket", "Intervention", "T-1", "T-2", "T-3"):
        expect(origin).to_contain_text(text)
    expect(origin.locator("tr.table-warning")).to_contain_text("T-2")
    screen.shot("0_row")
    screen.action("action_open_invoice")
    expect(screen.field("invoice_line_ids")).to_contain_text("Piscine")


def a_draft_that_it_has_not_reached_is_not_posted(world, screen):
    screen.open_record("account.move", move_of(world, "C-102"))
    banner = screen.page.locator("div.alert", has_text="corrected after this draft was written")
    expect(banner).to_contain_text("1 service was corrected after this draft was written, and is")
    screen.shot("3_not_posted")
    screen.press("Confirm")
    expect(screen.dialog).to_contain_text("Have `quittance draft` run")
    screen.shot("3_refused")
    screen.press("Close", screen.dialog)
    assert world.move(move_of(world, "C-102"), "state")["state"] == "draft"


def test_a_correction_is_shown_applied_and_withdrawn(world, person, corrected):
    screen = person("accountant")
    page = screen.page
    follow_to_the_row(world, screen)
    screen.open_record("quittance.file", corrected)
    expect(screen.state()).to_have_text("Question")
    expect(screen.field("message_shown")).to_contain_text("1 added, 2 changed, 1 removed")
    rows = page.locator(".o_field_widget[name='difference_ids'] tr.o_data_row")
    expect(rows).to_have_count(5)
    for ticket, words in {"T-1": ("Changed", "2 × 68.00 = 136.00", "1 × 68.00 = 68.00",
                                  "a reversing line is proposed"),
                          "T-2": ("Removed", "55.00", "a reversing line is proposed"),
                          "T-4": ("Changed", "1 × 50.00 = 50.00", "leaves the draft"),
                          "T-5": ("Left to a person", "waits in quarantine"),
                          "T-6": ("Added", "60.00", "billed with the next draft")}.items():
        for word in words:
            expect(rows.filter(has_text=ticket)).to_contain_text(word)
    expect(screen.field("correction_proposal")).to_contain_text("-191.00")
    expect(screen.field("correction_proposal")).to_contain_text("a credit note")
    screen.shot("1_asked")
    page.set_viewport_size({"width": 390, "height": 844})
    screen.shot("2_phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    screen.open_record("quittance.file", corrected)

    screen.press("Apply")
    expect(screen.state()).to_have_text("Read")
    expect(rows).to_have_count(5)
    expect(page.locator("p.text-success")).to_contain_text("to the cent")
    screen.shot("3_applied")
    a_draft_that_it_has_not_reached_is_not_posted(world, screen)
    world.connector("draft", "--period", NEXT)
    note = world.move(move_of(world, "C-101", NEXT), "move_type", "amount_untaxed")
    assert (note["move_type"], note["amount_untaxed"]) == ("out_refund", 63)
    changed = world.move(move_of(world, "C-102"), "state", "amount_untaxed")
    assert (changed["state"], changed["amount_untaxed"]) == ("draft", 110)

    screen.open_record("quittance.file", corrected)
    screen.press("Withdraw")
    expect(screen.dialog).to_contain_text("On drafts: taken off now")
    expect(screen.dialog).to_contain_text("On posted invoices: a credit is proposed")
    screen.fill("reason", "sent for the wrong month", screen.dialog)
    screen.shot("4_withdraw")
    screen.confirm("Withdraw the file")
    expect(screen.state()).to_have_text("Withdrawn")
    expect(screen.field("message_shown")).to_contain_text("sent for the wrong month")
    expect(screen.field("left_said")).to_contain_text("1 of its services stands on an invoice")
    screen.shot("5_withdrawn")

    screen.press("Take again")
    screen.fill("period", MONTH, screen.dialog)
    screen.shot("6_take_again")
    screen.confirm("Import the file")
    expect(page).to_have_url(re.compile(r"quittance\.file/\d+"))
    expect(screen.field("sha256")).to_be_visible()
    screen.shot("7_again")
