"""A part of what was collected goes back: pressed by the accountant, made once at the provider."""

from playwright.sync_api import expect


def test_a_part_goes_back_once_and_the_invoice_says_so(world, person):
    invoice = world.posted_invoice("C-101", 81.5)
    world.collect_now(invoice)
    attempt = world.attempts(invoice)[-1]
    assert attempt["state"] == "done"

    screen = person("accountant")
    screen.open_record("quittance.attempt", attempt["id"])
    screen.press("Refund")
    expect(screen.field("left", screen.dialog)).to_contain_text("81.50")
    screen.fill("amount", "20.00", screen.dialog)
    screen.fill("reason", "one towel was never washed", screen.dialog)
    screen.shot("1_dialog")
    screen.dialog.get_by_role("button", name="Refund", exact=True).click()
    expect(screen.state()).to_have_text("Given back")
    screen.shot("2_refund")
    assert world.charges()[attempt["key"]]["amount_refunded"] == 2000
    move = world.move(invoice, "payment_state", "amount_residual")
    assert (move["payment_state"], move["amount_residual"]) == ("partial", 20)

    screen.app("Quittance")
    screen.menu("Collection", "Refunds")
    row = screen.rows().filter(has_text="20.00")
    expect(row).to_contain_text("Villa Azur")
    screen.shot("3_list")
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.shot("4_phone")
