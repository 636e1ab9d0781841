"""Caps and the second pair of eyes, on running Odoo workers with two connectors at work."""

import sys
import threading
from decimal import Decimal

import pytest

from books import ROOT, Books

sys.path.append(str(ROOT / "odoo_addon" / "quittance"))

from protocol import keys  # noqa: E402 - the path is set above

CLIENTS = {f"G-{number}": [f"Villa {number}", "card"] for number in range(101, 109)}
FITS = 4  # charges of 100 under a day's cap of 450


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("guards"), clients=CLIENTS) as books:
        yield books


@pytest.fixture(name="moves")
def _moves(books):
    """One invoice of 100 of each client; what is open of it is blocked afterwards."""
    clients = books.admin("res.partner", "search", [("ref", "in", list(CLIENTS))])
    moves = books.admin("account.move", "create", [
        {"move_type": "out_invoice", "partner_id": client, "invoice_payment_term_id": False,
         "invoice_date": "2026-11-01", "invoice_date_due": "2026-11-01",
         "invoice_line_ids": [(0, 0, {"name": "Ménage", "quantity": 1, "tax_ids": [],
                                      "price_unit": 100})]} for client in clients])
    books.post(moves)
    yield moves
    limits(books, cap_per_day=100000, release_above=0)
    left = books.admin("account.move", "search", [
        ("id", "in", moves), ("payment_state", "in", ("not_paid", "partial"))])
    books.admin("account.move", "write", left, {"payment_state": "blocked"})


def limits(books, **values):
    """As the supervisor writes them on the settings screen."""
    supervisor = books.sandbox.rpc("supervisor", books.database)
    settings = supervisor("quittance.settings", "search", [("company_id", "=", 1)])
    supervisor("quittance.settings", "write", settings, values)


def connector(books):
    return books.sandbox.rpc("connector", books.database)


def prepared(books, moves, run_key):
    """The keys of attempts that a run has prepared."""
    odoo = connector(books)
    epoch = odoo.quittance("hello", {"contract": 3, "keys": []})["epoch"]
    page = odoo.quittance("candidates", {"company_id": 1, "as_of": "", "after_id": 0})
    orders = [{
        "key": keys.derive(epoch, 1, one["move_id"], one["next_no"], 10000, "EUR", "odoo",
                           one["method_id"]),
        "move_id": one["move_id"], "no": one["next_no"], "amount": one["due"], "currency": "EUR",
        "rail": "odoo", "method_id": one["method_id"]}
        for one in page["invoices"] if one["move_id"] in moves]
    statuses = odoo.quittance("prepare", {
        "company_id": 1, "as_of": "", "run_key": run_key, "attempts": orders})["attempts"]
    assert {one["state"] for one in statuses} == {"prepared"}, statuses
    return [one["key"] for one in statuses]


def execute_at_once(books, lots):
    """Two connectors execute a lot each in the same moment; the statuses of all."""
    answers, start = [], threading.Barrier(len(lots))

    def execute(lot):
        odoo = connector(books)
        start.wait()
        answers.extend(odoo.quittance("execute", {"company_id": 1, "keys": lot})["attempts"])

    threads = [threading.Thread(target=execute, args=(lot,)) for lot in lots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == sum(map(len, lots)), "a call failed"
    return answers


def taken(books, moves):
    """What the provider's own ledger has for these invoices, in euros."""
    found = books.sql(
        "SELECT a.key FROM quittance_attempt_invoice i JOIN quittance_attempt a"
        f" ON a.id = i.attempt_id WHERE i.move_id IN ({','.join(map(str, moves))})")
    charges = books.charges()
    return sum(Decimal(charges[key]["amount_succeeded"]) / 100
               for (key,) in found if key in charges)


def test_two_connectors_together_stay_below_the_days_cap(books, moves):
    already = Decimal(books.sql("SELECT COALESCE(SUM(amount), 0) FROM quittance_cap_use")[0][0])
    lots = [prepared(books, moves[:4], "run-a"), prepared(books, moves[4:], "run-b")]
    limits(books, cap_per_charge=200, cap_per_day=float(already + 450))
    answers = execute_at_once(books, lots)
    assert sorted(one["state"] for one in answers) == ["canceled"] * FITS + ["done"] * FITS
    assert {one["error_code"] for one in answers if one["state"] == "canceled"} == {
        "above_day_cap"}
    assert taken(books, moves) == FITS * 100
    assert "today" in next(one["message"] for one in answers if one["state"] == "canceled")


def test_a_run_above_the_threshold_waits_for_its_release_and_then_charges_the_list(books, moves):
    limits(books, release_above=300)
    waits = books.run("collect", expect=(4,))
    assert "supervisor who posted none of it" in waits.report["summary"], waits
    assert waits.report["adds_up"]
    assert taken(books, moves) == 0
    changed, *rest = moves
    pay(books, changed, 40)
    release(books)
    done = books.run("collect")
    reasons = {one["move_id"]: (one["bucket"], one["reason_code"])
               for one in done.report["invoices"]}
    assert reasons[changed] == ("skipped", "not_released")
    assert {reasons[move] for move in rest} == {("collected", "")}
    assert taken(books, moves) == 700
    assert done.report["adds_up"]


def pay(books, move, amount):
    context = {"active_model": "account.move", "active_ids": [move]}
    wizard = books.admin("account.payment.register", "create", {"amount": amount}, context=context)
    books.admin("account.payment.register", "action_create_payments", [wizard], context=context)


def release(books):
    """As a supervisor at the screen."""
    supervisor = books.sandbox.rpc("supervisor", books.database)
    waiting = supervisor("quittance.release", "search", [("state", "=", "requested")])
    dialog = supervisor("quittance.release", "action_release", waiting)
    supervisor("quittance.control.wizard", "write", [dialog["res_id"]], {"reason": "Looked"})
    supervisor("quittance.control.wizard", "action_confirm", [dialog["res_id"]])


def test_the_dry_run_and_the_screen_say_the_same_of_each_invoice(books, moves):
    books.accountant("account.move", "write", [moves[0]], {"payment_state": "blocked"})
    report = books.run("collect", "--dry-run").report
    words = books.accountant("quittance.preflight", "refresh")
    shown = {row["move_id"][0]: row for row in books.accountant(
        "quittance.preflight", "search_read", [], ["move_id", "verdict", "reason_code", "sentence",
                                                   "amount", "method", "rail"])}
    assert len(report["invoices"]) == len(shown) == report["looked_at"], words
    for one in report["invoices"]:
        row = shown[one["move_id"]]
        if one["bucket"] == "planned":
            assert (row["verdict"], row["method"], row["rail"]) == (
                "will", one["method"], one["rail"])
            assert Decimal(str(row["amount"])) == Decimal(one["amount"])
        else:
            assert (row["reason_code"], row["sentence"]) == (one["reason_code"], one["reason"])
    assert report["adds_up"]


def test_nights_are_dry_until_a_supervisor_switches_collection_on(books, moves):
    switch(books, "collection_off")
    night = books.run("night", expect=(1,))
    assert "this would have been: 8 of" in night.report["summary"], night.report["summary"]
    assert "for 800.00 EUR" in night.report["summary"]
    assert books.run("collect", expect=(4,)).report["as_if_on"]
    assert taken(books, moves) == 0
    switch(books, "collection_on")
    assert "collected" in books.run("collect").report["summary"]
    assert taken(books, moves) == 800


def switch(books, what):
    supervisor = books.sandbox.rpc("supervisor", books.database)
    settings, = supervisor("quittance.settings", "search", [("company_id", "=", 1)])
    wizard = supervisor("quittance.control.wizard", "create",
                        {"what": what, "settings_id": settings, "reason": "tests"})
    supervisor("quittance.control.wizard", "action_confirm", [wizard])
