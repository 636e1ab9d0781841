"""A declined invoice from night to night: it waits, says until when, and is collected on its day."""

from datetime import date, timedelta

import pytest

CARD = "pm_declined_p2"


@pytest.fixture(name="cured")
def _cured(company):
    """Call it, and the client's card is good from then on; afterwards it is as it was."""
    yield lambda: company.simulator.settings(behaviours={CARD: "good"})
    company.simulator.settings(behaviours={})


def night(company, move, day):
    """Collect as of a day; what the report says of the invoice."""
    report = company.connector("collect", "--as-of", day.isoformat())
    assert report["adds_up"]
    row, = (one for one in report["invoices"] if one["move_id"] == move)
    return row


def test_it_is_declined_waits_and_is_collected_on_the_day_that_the_report_named(company, cured):
    move, = company.invoices("P-2")
    today = date.fromisoformat(company.connector("collect", "--dry-run")["as_of"] or str(
        date.today()))
    first = night(company, move, today)
    assert first["bucket"] == "failed"
    assert "Will be tried again on" in first["reason"]
    plan, = company.admin.search_read("quittance.retry", [("move_id", "=", move)],
                                      ["next_on", "state", "tries", "tries_max"])
    assert (plan["state"], plan["tries"], plan["tries_max"]) == ("waiting", 1, 4)
    day = date.fromisoformat(plan["next_on"])
    assert day >= today + timedelta(3)

    before = night(company, move, day - timedelta(1))
    assert (before["bucket"], before["reason_code"]) == ("skipped", "retry_wait")
    assert f"{day.day} {day:%b %Y}" in before["reason"]
    assert len(company.charges(move)) == 1

    cured()
    assert night(company, move, day)["bucket"] == "collected"
    company.judge([move])
    ended, = company.admin.search_read("quittance.retry", [("move_id", "=", move)], ["state"])
    assert ended["state"] == "ended"
