"""The client pays an invoice in the portal, with Odoo's own payment form."""

import re

import pytest
from playwright.sync_api import expect
from world import PORTAL_VILLA


@pytest.fixture(name="shop")
def _shop(world):
    """The portal offers the provider's form."""
    world.publish("stripe")
    return world


def _open(screen, invoice_name):
    """The invoice, as the client finds it."""
    screen.open("/my/invoices")
    screen.shot("list")
    screen.page.get_by_role("link", name=invoice_name).first.click()
    expect(screen.page.locator("#invoice_content")).to_be_visible()


def _pay(screen, method):
    """Pay in Odoo's payment form, which is open, with this method of the simulator."""
    form = screen.page.locator("#pay_with form#o_payment_form")
    form.locator("label.o_payment_option_label").filter(has_text="Card").last.click()
    form.locator("input[name='simulator_payment_method']").fill(method)
    screen.shot(method)
    form.locator("button[name='o_payment_submit_button']").click()


def test_a_declined_card_makes_room_for_another_at_once(shop, person):
    invoice = shop.posted_invoice(PORTAL_VILLA, 120)
    number = shop.move(invoice, "name")["name"]
    screen = person("client")
    page = screen.page
    _open(screen, number)
    screen.shot("1_invoice")
    page.locator("a[data-bs-target='#pay_with']:visible").first.click()
    _pay(screen, "pm_declined_portal")
    refusal = page.locator(".modal-dialog").filter(has_text="insufficient funds")
    expect(refusal).to_be_visible()
    screen.shot("2_declined")
    attempt, = shop.attempts(invoice)
    assert attempt["rail"] == "portal"
    assert shop.move(invoice, "amount_residual")["amount_residual"] == 120

    screen.press("Ok", refusal)
    _pay(screen, "pm_good_portal")  # in the form that is still open
    expect(page.locator("body")).to_contain_text("Your payment has been")
    expect(page).to_have_url(re.compile(rf"/my/invoices/{invoice}\b"))
    expect(page.locator("#invoice_content")).to_be_visible()
    screen.shot("3_paid")
    first, second = shop.attempts(invoice)
    assert first["state"] in ("failed", "canceled")
    assert (second["state"], second["rail"], second["booked"]) == ("done", "portal", True)
    assert shop.move(invoice, "amount_residual")["amount_residual"] == 0
    charges = shop.charges()
    assert [charges[one["key"]]["amount_succeeded"] for one in (first, second)] == [0, 12000]
