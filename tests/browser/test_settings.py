"""What stops the night has its button, a reason that is kept, and a sentence for who may not."""

import datetime
import xmlrpc.client

import pytest
from playwright.sync_api import expect
from sandbox.client import SandboxError

WHY = "Décidé au conseil du 23 novembre"


def _settings(screen):
    screen.menu("Settings", "Collection and limits")
    screen.rows().first.locator("td[name='company_id']").click()
    expect(screen.field("timezone")).to_be_visible()


def _decide(screen, button, **entries):
    """Press, read the facts, say why."""
    screen.press(button)
    for name, value in entries.items():
        screen.fill(name, value, screen.dialog)
    screen.fill("reason", WHY, screen.dialog)
    screen.shot(button.replace(" ", "_"))
    screen.confirm("Confirm")


def test_a_supervisor_opens_the_night_and_stops_it(new_world, person):
    world = new_world
    assert not world.bound()
    screen = person("supervisor")
    screen.app("Quittance")
    screen.menu("Settings", "Ledger")
    screen.rows().first.locator("td[name='name']").click()
    screen.shot("unbound")
    _decide(screen, "Bind this database")
    expect(screen.button("Bind this database")).to_be_hidden()
    screen.shot("bound")
    assert world.bound()

    _settings(screen)
    expect(screen.page.locator(".alert")).to_contain_text("No go-live day is set")
    screen.shot("settings_new")
    _decide(screen, "Set the go-live day", go_live="10/01/2026")
    expect(screen.field("go_live")).to_contain_text("10/01/2026")
    _decide(screen, "Switch collection on")
    expect(screen.button("Switch collection off")).to_be_visible()
    screen.shot("settings_on")
    assert _state(world) == (True, "2026-10-01", WHY)

    _decide(screen, "Switch collection off")
    expect(screen.button("Switch collection on")).to_be_visible()
    screen.shot("settings_off")
    assert _state(world) == (False, "2026-10-01", WHY)
    log = world.admin.search_read("quittance.control.log", [("why", "=", WHY)], ["what", "by"])
    assert [one["what"] for one in reversed(log)] == [
        "bind", "go_live", "collection_on", "collection_off"]
    screen.menu("Settings", "Who switched what")
    expect(screen.rows().first).to_contain_text(WHY)
    screen.shot("log")


def _state(world):
    settings, = world.admin.search_read("quittance.settings", [],
                                        ["collection_on", "go_live", "collection_reason"])
    day = settings["go_live"]
    return (settings["collection_on"], str(day.date() if isinstance(day, datetime.datetime) else day),
            settings["collection_reason"])


def test_a_supervisor_issues_a_key_that_works_at_once(shut_world, person):
    world = shut_world
    screen = person("supervisor")
    screen.app("Quittance")
    _settings(screen)
    screen.press("The connector's key")
    screen.fill("reason", WHY, screen.dialog)
    screen.shot("1_dialog")
    screen.press("Issue a new key", screen.dialog)
    screen.dialog.locator("input[type='password']").fill(
        world.sandbox.state["logins"]["supervisor"]["password"])
    screen.shot("2_who_are_you")
    screen.press("Confirm Password", screen.dialog)
    expect(screen.field("key")).to_be_visible()
    screen.shot("3_key")
    key = screen.field("key").inner_text().strip()
    assert world.hello_with(key)["contract"]
    with pytest.raises(SandboxError):  # the key before is revoked
        world.hello_with(world.sandbox.state["api_key"])


def test_the_accountant_reads_who_may_and_changes_nothing(shut_world, person):
    world = shut_world
    screen = person("accountant")
    screen.app("Quittance")
    _settings(screen)
    expect(screen.page.locator(".alert")).to_contain_text("A supervisor")
    for button in ("Switch collection on", "Set the go-live day", "The connector's key"):
        expect(screen.button(button)).to_be_hidden()
    expect(screen.field("minimum").locator("input")).to_have_count(0)
    screen.shot("1_settings")
    before = _state(world)
    odoo = world.sandbox.rpc("accountant")
    settings, = odoo("quittance.settings", "search", [])
    for call in ("action_switch_on", "action_go_live", "action_issue_key"):
        with pytest.raises(xmlrpc.client.Fault, match="for Quittance's supervisors. Ask one"):
            odoo("quittance.settings", call, [settings])
    assert _state(world) == before

    screen.open_record("account.move", world.posted_invoice("C-102", 20))
    screen.press("Collect now")
    expect(screen.dialog).to_contain_text("A supervisor")
    screen.shot("2_not_collected")
    assert world.charges() == {}
