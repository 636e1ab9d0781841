"""What the next night will do, mended where it stands, and a large run that waits for a release."""

import re

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
THRESHOLD = 50


def group(screen, text):
    """A group of the list by the words of its head."""
    return screen.page.locator("tr.o_group_header").filter(has_text=text).first


def unfold(screen, *texts):
    for text in texts:
        group(screen, text).click()


def test_an_accountant_reads_and_mends_what_the_night_will_do(world, person):
    due = world.posted_invoice("C-101", 42)
    held = world.posted_invoice("C-102", 61)
    odoo = world.sandbox.rpc("accountant")
    dialog = odoo("account.move", "action_quittance_hold", [held])
    odoo("quittance.hold.wizard", "write", [dialog["res_id"]], {"reason": "Ask Anne first"})
    odoo("quittance.hold.wizard", "action_confirm", [dialog["res_id"]])

    screen = person("accountant")
    screen.app("Quittance")
    screen.menu("Collection", "Tonight")
    words = screen.page.locator(".o_quittance_tonight")
    expect(words).to_contain_text(re.compile(r"In the night to .+ open invoices will be collected, .+€"))
    screen.shot("1_totals")
    unfold(screen, "Will be collected", "The invoice is held")
    names = {move: world.move(move, "name")["name"] for move in (due, held)}
    row = screen.rows().filter(has_text=names[held])
    expect(row).to_contain_text("Ask Anne first")
    expect(screen.rows().filter(has_text=names[due])).to_contain_text("will be taken from")
    screen.shot("2_unfolded")

    screen.action("action_release_hold", row)
    screen.fill("reason", "Anne agreed", screen.dialog)
    screen.confirm("Release")
    expect(group(screen, "The invoice is held")).to_contain_text("(0)")
    screen.shot("3_released")
    look, = odoo("quittance.preflight", "search_read", [("move_id", "=", held)], ["verdict"])
    assert look["verdict"] == "will"

    screen.rows().filter(has_text=names[due]).locator("td[name='move_id']").click()
    expect(screen.page.locator(".o_form_view")).to_contain_text(names[due])

    screen.page.set_viewport_size(PHONE)
    screen.open("/odoo/action-quittance.action_preflight")
    expect(screen.page.locator(".o_kanban_record").first).to_be_visible()
    screen.shot("4_phone")


def test_a_large_run_waits_until_a_supervisor_has_looked_at_its_list(world, person):
    first = world.posted_invoice("C-101", 70)
    supervisor = world.sandbox.rpc("supervisor")
    settings = supervisor("quittance.settings", "search", [])
    supervisor("quittance.settings", "write", settings, {"release_above": THRESHOLD})
    try:
        answer = world.sandbox.rpc("connector").quittance(
            "release", {"company_id": 1, "run_key": "browser", "as_of": ""})
        assert answer["status"] == "waiting", answer
        screen = person("supervisor")
        screen.app("Quittance")
        screen.menu("Collection", "Releases")
        screen.rows().first.locator("td[name='count']").click()
        expect(screen.page.locator(".alert-warning")).to_contain_text("Nothing is sent until")
        expect(screen.field("row_ids")).to_contain_text(world.move(first, "name")["name"])
        screen.shot("1_list")
        screen.page.set_viewport_size(PHONE)
        screen.shot("2_phone")
        screen.page.set_viewport_size(DESKTOP)
        screen.press("Release the list")
        expect(screen.field("facts", screen.dialog)).to_contain_text("the largest")
        screen.fill("reason", "Compared with the orders", screen.dialog)
        screen.shot("3_why")
        screen.confirm("Confirm")
        expect(screen.state()).to_have_text("List released")
        screen.shot("4_released")
        assert world.sandbox.rpc("connector").quittance(
            "release", {"company_id": 1, "run_key": "next", "as_of": ""})["status"] == "released"
    finally:
        supervisor("quittance.settings", "write", settings, {"release_above": 0})
