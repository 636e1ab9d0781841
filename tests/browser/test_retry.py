"""After a decline: the invoice says what comes next, and the accountant decides otherwise."""

from playwright.sync_api import expect


def test_a_declined_invoice_says_when_it_is_tried_again_and_obeys_a_person(world, person):
    invoice = world.posted_invoice("C-108", 61.25)
    screen = person("accountant")
    page = screen.page
    screen.open_record("account.move", invoice)
    screen.press("Collect now")
    screen.confirm("Charge")
    sentence = page.locator(".alert-info", has_text="Declined on")
    expect(sentence).to_contain_text("insufficient funds. Will be tried again on")
    expect(sentence).to_contain_text("try 2 of 4.")
    screen.shot("1_invoice")

    screen.press("Change", sentence)
    screen.dialog.get_by_label("Not again").check()
    screen.fill("reason", "pays by transfer", screen.dialog)
    screen.shot("2_dialog")
    screen.confirm("Decide")
    expect(sentence).to_contain_text("decided not to try again: pays by transfer.")

    screen.app("Quittance")
    screen.menu("Collection", "Retries")
    row = screen.rows().filter(has_text="61.25")
    expect(row).to_contain_text("Not tried again")
    screen.shot("3_list")
    row.get_by_text("decided not to try again").click()
    expect(page.locator(".o_field_widget[name='event_ids']")).to_contain_text("pays by transfer")
    screen.shot("4_plan")
    plan, = world.admin.search_read("quittance.retry", [("move_id", "=", invoice)],
                                    ["state", "by_person", "next_on"])
    assert (plan["state"], plan["by_person"], plan["next_on"]) == ("over", True, False)
