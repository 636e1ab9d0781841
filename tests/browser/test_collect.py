"""From a draft of the connector to a paid invoice, pressed by the accountant."""

import re
from decimal import Decimal

from playwright.sync_api import expect
from world import company

VILLA = "Villa Toiny"


def test_a_draft_is_confirmed_and_collected_at_once(world, person):
    screen = person("accountant")
    page = screen.page
    screen.app("Quittance")
    screen.menu("Billing", "Invoices last created")
    expect(screen.rows()).to_have_count(len(company.CLEANING_CLIENTS))
    screen.shot("1_list")
    screen.rows().filter(has_text=VILLA).get_by_text(VILLA).click()
    expect(screen.state()).to_have_text("Draft")
    screen.shot("2_draft")
    screen.action("action_post")
    expect(screen.state()).to_have_text("Posted")
    screen.shot("3_posted")
    move, = world.admin.search_read("account.move", [("partner_id.name", "=", VILLA)],
                                    ["amount_untaxed", "amount_total", "payment_state"])
    lines = world.admin.search_read("quittance.line", [("client_id.name", "=", VILLA)], ["amount"])
    assert Decimal(str(move["amount_untaxed"])) == sum(Decimal(str(one["amount"])) for one in lines)
    assert move["payment_state"] == "not_paid"

    screen.press("Collect now")
    expect(screen.field("amount", screen.dialog)).to_contain_text(f"{move['amount_total']:,.2f}")
    screen.shot("4_sure")
    screen.confirm("Charge")
    expect(page.locator(".ribbon")).to_contain_text("Paid", ignore_case=True)
    screen.shot("5_paid")
    attempt, = world.attempts(move["id"])
    assert (attempt["state"], attempt["booked"]) == ("done", True)
    assert world.move(move["id"], "amount_residual")["amount_residual"] == 0
    charge = world.charges()[attempt["key"]]
    assert (charge["succeeded"], charge["amount_succeeded"]) == (
        1, int(Decimal(str(move["amount_total"])) * 100))

    screen.action("action_quittance_attempts")
    screen.rows().first.get_by_text(VILLA).click()
    expect(screen.state()).to_have_text("Collected")
    screen.shot("6_attempt")


def test_a_declined_card_leaves_the_invoice_open_and_says_so(world, person):
    invoice = world.posted_invoice("C-108", 42.5)
    screen = person("accountant")
    screen.open_record("account.move", invoice)
    screen.press("Collect now")
    screen.confirm("Charge")
    expect(screen.page.locator(".o_notification")).to_contain_text("insufficient")
    screen.shot("1_declined")
    attempt, = world.attempts(invoice)
    assert (attempt["state"], attempt["booked"]) == ("failed", False)
    assert world.move(invoice, "amount_residual")["amount_residual"] == 42.5


def test_what_the_provider_has_already_asks_for_a_reason(world, person):
    invoice = world.posted_invoice("C-101", 43.5)
    world.collect_now(invoice)
    payment, = world.admin.search_read(
        "account.payment", [("quittance_attempt_id.row_ids.move_id", "=", invoice)], ["name"])

    screen = person("accountant")
    screen.open_record("account.payment", payment["id"])
    screen.press("Reset to Draft")
    expect(screen.state()).to_have_text("Draft")
    screen.press("Cancel")
    expect(screen.state()).to_have_text("Canceled")
    assert world.move(invoice, "amount_residual")["amount_residual"] == 43.5
    screen.open_record("account.move", invoice)
    screen.press("Collect now")
    warning = screen.field("warning", screen.dialog)
    expect(warning).to_contain_text("The provider has this money already: 43.50")
    expect(warning).to_contain_text(payment["name"])
    screen.shot("1_dialog")
    screen.press("Charge again", screen.dialog)
    expect(screen.field("reason", screen.dialog)).to_have_class(re.compile("o_field_invalid"))
    screen.press("Cancel", screen.dialog)
    assert [one["state"] for one in world.attempts(invoice)] == ["done"]
