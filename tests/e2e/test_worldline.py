"""Nights with clients whose card is stored at Worldline, through Odoo's own payment_worldline."""

import pytest

from worldline import Worldline

CHARGES = {"method": "POST", "path": "/v2/*/payments"}


@pytest.fixture(name="worldline", scope="module")
def _worldline(company):
    with Worldline(company) as worldline:
        yield worldline
        breaches = worldline.simulator.summary()["breaches"]
    assert breaches == [], "Odoo sent what Worldline's public schemas do not know"


@pytest.fixture(autouse=True)
def _behaves(worldline):
    yield
    worldline.simulator.behave()


def test_a_night_collects_the_good_card_and_reports_the_declined_one(company, worldline):
    good, = company.invoices("W-1")
    declined, = company.invoices("W-2")
    company.connector("night")
    assert worldline.charged_once(good)["sends"] == 1
    attempt, = worldline.attempts(declined)
    assert (attempt["state"], attempt["code"], attempt["payments"]) == ("failed", "30511001", 0)
    assert company.invoice(declined)[0] == "not_paid"


def test_lost_replies_are_sent_again_and_charge_once(company, worldline):
    """An unknown of which Worldline told no id: the same bytes under the same key."""
    moves = company.invoices("W-1") + company.invoices("W-3")
    declined, = company.invoices("W-2")
    worldline.simulator.fault(action="lose_reply", times=3, **CHARGES)
    company.connector("night")
    for move in moves:
        attempt = worldline.charged_once(move)
        assert attempt["sends"] == 2
        asked = worldline.simulator.summary()["requests"]["charges_asked_by_reference"]
        assert asked[attempt["key"]] == 2
    attempt, = worldline.attempts(declined)
    assert (attempt["state"], attempt["sends"]) == ("failed", 2)
    assert worldline.of(attempt["key"])["failed"] == 1


@pytest.mark.parametrize(("fault", "sends"), [
    ({"action": "lose_request"}, 2), ({"action": "conflict"}, 2),
    ({"action": "error_after", "status": 502}, 2)])
def test_whatever_becomes_of_an_answer_one_charge_is_made(company, worldline, fault, sends):
    move, = company.invoices("W-3")
    worldline.simulator.fault(**fault, **CHARGES)
    company.connector("collect")
    company.connector("reconcile")
    assert worldline.charged_once(move)["sends"] == sends


def test_a_slow_answer_is_waited_for(company, worldline):
    move, = company.invoices("W-3")
    worldline.simulator.fault(action="delay_after", seconds=1, **CHARGES)
    company.connector("collect")
    assert worldline.charged_once(move)["sends"] == 1


def test_a_bank_that_wants_the_client_charges_nothing(company, worldline):
    move, = company.invoices("W-4")
    company.connector("collect")
    attempt, = worldline.attempts(move)
    assert (attempt["state"], attempt["code"]) == ("failed", "REDIRECTED")
    assert worldline.of(attempt["key"])["succeeded"] == 0


def test_an_authorisation_that_is_awaited_is_asked_about_until_it_is_decided(company, worldline):
    move, = company.invoices("W-5")
    company.connector("night")
    attempt, = worldline.attempts(move)
    assert (attempt["state"], attempt["sends"]) == ("unknown", 1)
    worldline.simulator.settle(attempt["key"])
    company.connector("reconcile")
    assert worldline.charged_once(move)["sends"] == 1


def test_a_signed_webhook_ends_an_unknown_and_a_forged_one_nothing(company, worldline):
    move, = company.invoices("W-5")
    company.connector("collect")
    attempt, = worldline.attempts(move)
    payment = worldline.simulator.settle(attempt["key"])
    assert worldline.tell(payment, secret="guessed") == 403
    assert worldline.attempts(move)[0]["state"] == "unknown"
    assert [worldline.tell(payment), worldline.tell(payment)] == [200, 200]
    assert worldline.attempts(move)[0]["state"] == "done"
    company.connector("reconcile")
    assert worldline.charged_once(move)["sends"] == 1
    assert worldline.tell(payment) == 200
    worldline.charged_once(move)


def test_the_audit_asks_for_each_charge_and_says_that_worldline_cannot_list(company, worldline):
    move, = company.invoices("W-1")
    company.connector("collect")
    worldline.charged_once(move)
    report = company.connector("audit", expect=(0, 1, 4))
    assert "cannot list its charges" in " ".join(report["warnings"])
    assert report["asked"] >= 1
    key = worldline.attempts(move)[0]["key"]
    assert key not in {one["subject"] for one in report["findings"]}
