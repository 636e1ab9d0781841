"""The accountant hands in a file on the screen; the connector reads it; a person clears it."""

import pytest
from playwright.sync_api import expect
from world import LAUNDRY, PERIOD, meant_for

UNKNOWN = "C-1O4"  # a letter O for a zero
MEANT = meant_for(LAUNDRY.name)


@pytest.fixture(name="accountant")
def _accountant(world, person):
    world.load_profile("LAUNDRY")
    world.load_profile("CLEANING")
    return person("accountant")


def test_a_file_handed_in_is_read_and_its_unknown_client_becomes_an_alias(world, accountant):
    screen, page = accountant, accountant.page
    screen.app("Quittance")
    screen.press("Import a service file")
    page.locator(".modal-dialog input[type=file]").set_input_files(LAUNDRY)
    screen.choose("supplier_id", "Ménage des Îles", screen.dialog)
    screen.choose("profile_id", "cleaning", screen.dialog)
    screen.choose("supplier_id", "Blanchisserie", screen.dialog)
    expect(screen.field("profile_id", screen.dialog).locator("input")).to_have_value("")
    screen.shot("1_dialog")
    screen.confirm("Import the file")
    expect(screen.field("waiting_message")).to_be_visible()
    screen.shot("2_waiting")

    with world.serving():  # the form asks every two seconds by itself
        expect(screen.state()).to_have_text("Read")
    screen.shot("3_read")
    file, = world.admin.search_read("quittance.file", [("name", "=", LAUNDRY.name)],
                                    ["state", "line_count", "period"])
    assert (file["state"], file["line_count"], file["period"]) == ("closed", MEANT["lines"], PERIOD)

    screen.action("action_lines")
    expect(screen.rows().first).to_be_visible()
    expect(page.locator(".o_pager")).to_contain_text(str(MEANT["lines"]))
    screen.shot("4_lines")

    screen.open("/odoo/action-quittance.action_quarantine")
    waiting = screen.rows().filter(has_text=LAUNDRY.stem)
    expect(waiting).to_have_count(MEANT["states"]["quarantine"]["lines"])
    expect(screen.rows().filter(has_text=UNKNOWN)).to_contain_text("C-104")
    screen.shot("5_quarantine")
    screen.action("action_accept_suggestion", screen.rows().filter(has_text=UNKNOWN))
    expect(waiting).to_have_count(MEANT["states"]["quarantine"]["lines"] - 1)
    screen.shot("6_accepted")
    alias, = world.admin.search_read("quittance.client.alias", [], ["code", "client_id"])
    assert (alias["code"], alias["client_id"][0]) == (UNKNOWN, world.client_id("C-104"))
    line, = world.admin.search_read("quittance.line", [("client_code", "=", UNKNOWN)],
                                    ["state", "client_id"])
    assert (line["state"], line["client_id"][0]) == ("billable", world.client_id("C-104"))
