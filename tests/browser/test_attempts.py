"""What became of the money: an unknown that a supervisor decides, a debit that came back."""

from playwright.sync_api import expect


def collected_by_hand(world, invoice):
    world.collect_now(invoice)
    return world.attempts(invoice)[-1]


def test_an_unknown_outcome_is_decided_by_a_supervisor_with_a_reason(world, person):
    invoice = world.posted_invoice("C-101", 73.5)
    world.simulator.fault(action="lose_request", method="POST", path="/v1/payment_intents")
    attempt = collected_by_hand(world, invoice)
    assert attempt["state"] == "unknown"

    screen = person("accountant")
    screen.app("Quittance")
    screen.menu("Collection", "Unknown")
    row = screen.rows().filter(has_text="73.50")
    expect(row).to_contain_text("perhaps the client was charged, perhaps not")
    screen.shot("1_list")
    row.get_by_text("Unknown", exact=True).click()
    expect(screen.field("sentence")).to_contain_text("Nothing is charged again before")
    expect(screen.button("Decide the outcome")).to_have_count(0)
    screen.shot("2_accountant")
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.shot("3_phone")

    screen = person("supervisor")
    screen.open("/odoo/action-quittance.action_attempt_unknown")
    screen.rows().filter(has_text="73.50").get_by_text("Unknown", exact=True).click()
    screen.press("Decide the outcome")
    screen.dialog.get_by_label("Not executed").check()
    screen.fill("reason", "the provider's page knows no such payment", screen.dialog)
    screen.shot("4_dialog")
    screen.confirm("Decide")
    expect(screen.field("sentence")).to_contain_text("Not executed: no money was asked for. Decided by")
    history = screen.field("event_ids")
    for words in ("Sending", "Unknown", "no answer came", "Not executed", "Decided by",
                  "the provider's page knows no such payment"):
        expect(history).to_contain_text(words)
    screen.shot("5_decided")
    assert world.attempts(invoice)[-1]["state"] == "canceled"
    assert attempt["key"] not in world.charges()


def test_money_that_came_back_is_listed_with_what_comes_next(world, person):
    invoice = world.posted_invoice("C-101", 74.25)
    attempt = collected_by_hand(world, invoice)
    assert attempt["state"] == "done"
    world.simulator.dispute(attempt["key"], "fraudulent")
    world.connector("reconcile")

    screen = person("accountant")
    screen.app("Quittance")
    screen.menu("Collection", "Returns")
    row = screen.rows().filter(has_text="74.25")
    expect(row).to_contain_text("the money came back on")
    expect(row).to_contain_text("Held until a person releases it.")
    screen.shot("1_list")
    row.get_by_text("the money came back on").click()
    expect(screen.state()).to_have_text("Came back")
    expect(screen.field("return_move_id")).to_be_visible()
    screen.shot("2_attempt")
    move = world.move(invoice, "payment_state", "amount_residual")
    assert (move["payment_state"], move["amount_residual"]) == ("not_paid", 74.25)
