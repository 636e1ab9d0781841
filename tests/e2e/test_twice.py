"""Every stage of a real month twice in a row: the second changes nothing, anywhere.

Anywhere is each row of each table of Odoo's database, the witness journal's acts and the
provider's own ledger; snapshot.py says what little is left out, and why.
"""

import sys
import time

import pytest

import snapshot
from books import ROOT, Books

SAMPLE = ROOT / "tests" / "fixtures" / "sample_month"
sys.path.append(str(SAMPLE))

import company  # noqa: E402 - the path is set above

PERIOD = "2026-10"
IMPORTS = company.imports(SAMPLE)


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("twice"), products=company.PRODUCTS, goods=company.GOODS,
               clients={code: list(one) for code, one in company.CLIENTS.items()},
               suppliers={code: list(one) for code, one in company.SUPPLIERS.items()}) as books:
        yield books


def again(books, *arguments, code):
    """Run a command that was run just before: it ends with this code, and all is as it was."""
    before = snapshot.look(books)
    second = books.run(*arguments)
    assert_same(before, snapshot.look(books))
    assert second.code == code, second
    return second.report


def assert_same(before, after):
    told = snapshot.differences(before, after)
    assert not told, f"{len(told)} differences:\n" + "\n".join(told[:40])


# One story: each test goes on where the one before it ended.

@pytest.mark.parametrize(("name", "order"), IMPORTS, ids=[name for name, _order in IMPORTS])
def test_a_file(books, name, order):
    first = books.run(*order).report["files"][0]
    second = again(books, *order, code=0)["files"][0]
    assert first["outcome"] == ("known" if "(2)" in name else "imported")
    assert second["outcome"] == "known"


def test_draft(books):
    first = books.run("draft", "--period", PERIOD)
    assert first.report["created"] == 40
    second = again(books, "draft", "--period", PERIOD, code=first.code)
    assert (second["created"], second["extended"], second["lines"]) == (0, 0, 0)


def test_post_all(books):
    def drafts():
        return books.accountant("account.move", "search", [
            ("state", "=", "draft"), ("move_type", "in", ["out_invoice", "out_refund"])])

    books.post(drafts())
    assert not drafts()
    again(books, "draft", "--period", PERIOD, code=0)


def test_collect_with_a_reply_that_is_lost(books):
    books.simulator.fault(action="lose_reply", method="POST", path="/v1/payment_intents",
                          skip=5, times=1)
    first = books.run("collect")
    assert [one["state"] for one in attempts(books)].count("unknown") == 1, first
    again(books, "collect", code=first.code)


def test_reconcile(books):
    for name in ("resolve", "poll_pending"):
        books.wait(name, 1)
    time.sleep(1.5)
    first = books.run("reconcile")
    assert not [one for one in attempts(books) if one["state"] == "unknown"], first
    # What a pending debit is asked and answers is noted; it is asked again after a while alone.
    books.wait("poll_pending", 3600)
    again(books, "reconcile", code=0)


def test_a_night(books):
    first = books.run("night")
    again(books, "night", code=first.code)


def test_report_and_audit_and_what_only_plans(books):
    before = snapshot.look(books)
    for order in (["report", "--period", PERIOD], ["collect", "--dry-run"], ["reconcile", "--dry-run"],
                  ["draft", "--period", PERIOD, "--dry-run"], ["night", "--dry-run"], ["audit"]):
        books.run(*order)
    assert_same(before, snapshot.look(books))


def attempts(books):
    return [{"key": key, "state": state} for key, state in books.sql(
        "SELECT key, state FROM quittance_attempt ORDER BY id")]


# The comparison itself.

@pytest.fixture(name="now", scope="module")
def _now(books):
    return snapshot.look(books)


def changed(found):
    """A copy whose rows may be added and taken away, not changed."""
    return {place: dict(rows) for place, rows in found.items()}


def test_one_changed_cell_is_found_and_named(now):
    after = changed(now)
    moves = after["odoo", "account_move"]
    move = next(iter(moves))
    moves[move] = {**moves[move], "amount_total": 12.34}
    told = snapshot.differences(now, after)
    assert len(told) == 1
    assert f"odoo account_move {move}: amount_total: " in told[0]
    assert told[0].endswith("→ 12.34")


@pytest.mark.parametrize("place", [("odoo", "account_move_line"), ("odoo", "ir_model_data"),
                                   ("journal", "entry"), ("ledger", "object")])
def test_a_row_that_came_or_went_is_found(now, place):
    after = changed(now)
    gone = next(iter(after[place]))
    del after[place][gone]
    assert snapshot.differences(now, after)[0].startswith(f"{' '.join(place)} {gone}: gone")
    assert snapshot.differences(after, now)[0].startswith(f"{' '.join(place)} {gone}: new")


def test_what_another_hand_writes_in_the_database_is_seen(books, now):
    books.sql("UPDATE quittance_month SET question = 'x' WHERE id IN (SELECT min(id) FROM"
              " quittance_month)")
    books.sql("UPDATE ir_ui_view SET priority = 99 WHERE id IN (SELECT min(id) FROM ir_ui_view)")
    told = snapshot.differences(now, snapshot.look(books))
    assert len(told) == 2
    assert "digest" in told[0] and 'question: null → "x"' in told[1]
