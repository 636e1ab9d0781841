"""An accountant clears a quarantine: a click a row, and nothing is left or lost."""

import pytest
from deliveries import Deliveries
from playwright.sync_api import expect
from world import PERIOD

@pytest.fixture(name="delivered")
def _delivered(new_world):
    """Three unknown codes, and two quantities that are far from September's."""
    villa, other = new_world.client_id("C-104"), new_world.client_id("C-105")
    deliveries = Deliveries(new_world)
    deliveries.bring("menage_09.csv", "2026-09", [("C-104", villa, 2)] * 3 + [("C-105", other, 3)] * 3)
    deliveries.bring("menage_10.csv", PERIOD, [
        ("C-104", villa, 2), ("C-1O4", 0, 1), ("C-1O4", 0, 2), ("C 105", 0, 1), ("XYZZY", 0, 4),
        ("C-104", villa, 40), ("C-105", other, 90)])
    return new_world


def states(world):
    lines = world.admin.search_read("quittance.line", [("period", "=", PERIOD)],
                                    ["state", "client_code", "quantity"])
    return {(one["client_code"], one["quantity"]): one["state"] for one in lines}


def test_an_accountant_clears_a_quarantine(delivered, person):
    screen = person("accountant")
    screen.app("Quittance")
    screen.menu("Billing", "To do")
    card = screen.page.locator(".o_kanban_record").filter(has_text="Lines in quarantine")
    expect(card).to_contain_text("6")
    screen.shot("1_to_do")

    card.click()
    expect(screen.rows()).to_have_count(5)
    twice = screen.rows().filter(has_text="C-1O4")
    expect(twice.locator("td[name=line_count]")).to_have_text("2")
    expect(twice.locator("td[name=amount]")).to_have_text("96.00")
    screen.shot("2_rows")

    # One click accepts the nearest client and remembers it.
    suggestions = twice.locator(".o_field_quittance_suggestions button")
    expect(suggestions.first).to_contain_text("C-104")
    suggestions.first.click()
    expect(screen.rows()).to_have_count(4)
    screen.shot("3_accepted")
    alias, = delivered.admin.search_read("quittance.client.alias", [], ["code", "client_id"])
    assert (alias["code"], alias["client_id"][0]) == ("C-1O4", delivered.client_id("C-104"))

    # Seen, and billed as it is.
    forty = screen.rows().filter(has_text="The quantity is 40, usually 2")
    screen.action("action_accept", forty)
    expect(screen.rows()).to_have_count(3)

    # Not ours: rejected, with a reason.
    screen.action("action_reject", screen.rows().filter(has_text="XYZZY"))
    screen.fill("reason", "not a client of ours", screen.dialog)
    screen.shot("4_reject")
    screen.confirm("Confirm")
    expect(screen.rows()).to_have_count(2)

    # The rest in one go: the first suggestion where there is one.
    screen.rows().filter(has_text="C 105").locator(".o_list_record_selector input").click()
    screen.press("Accept the first suggestions")
    expect(screen.rows()).to_have_count(1)
    screen.shot("5_one_left")
    screen.action("action_accept", screen.rows())
    expect(screen.page.get_by_text("Nothing is in quarantine")).to_be_visible()
    screen.shot("6_empty")

    assert states(delivered) == {
        ("C-104", 2): "billable", ("C-1O4", 1): "billable", ("C-1O4", 2): "billable",
        ("C 105", 1): "billable", ("XYZZY", 4): "rejected", ("C-104", 40): "billable",
        ("C-105", 90): "billable"}


def test_the_lines_of_a_row_are_shown_one_by_one(delivered, person):
    screen = person("accountant", "fr-FR")
    screen.open("/odoo/action-quittance.action_quarantine_group")
    expect(screen.rows()).to_have_count(5)
    screen.shot("7_french")
    screen.rows().filter(has_text="C-1O4").locator("td[name=code]").click()
    expect(screen.page.locator("td[name=row]")).to_have_count(2)
    screen.shot("8_lines")


def test_a_price_list_is_kept_on_a_screen(delivered, person):
    screen = person("accountant")
    screen.app("Quittance")
    screen.menu("Billing", "Contract prices")
    screen.press("New")
    row = screen.page.locator("tr.o_selected_row")
    screen.choose("client_id", "Villa Flamands", row)
    screen.choose("product_id", "Ménage courant", row)
    screen.fill("price", "31.25", row)
    screen.page.locator(".o_list_button_save").first.click()
    expect(screen.button("New")).to_be_visible()
    screen.shot("9_contract_prices")
    price, = delivered.admin.search_read("quittance.contract.price", [], ["price", "client_id"])
    assert (price["price"], price["client_id"][0]) == (31.25, delivered.client_id("C-104"))
    screen.menu("Suppliers", "Sums to check their bills")
    expect(screen.rows().filter(has_text="2026-10")).to_contain_text("4,480.00")
    screen.shot("10_sums")
