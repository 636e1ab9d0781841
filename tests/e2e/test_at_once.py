"""Two connectors at the same time, on running Odoo workers: each thing happens once.

A second run is refused while the first is heard of. Where it is not (the first was silent until
its lease was over, and then goes on), the database decides: those tests have two at work.
"""

import base64
import hashlib
import os
import shutil
import signal
import threading
import time
from decimal import Decimal

import pytest

from books import PROFILES, Books

CLIENTS = {f"A-{number}": [f"Villa {number}", "card"] for number in range(101, 109)}
ONE_INVOICE = Decimal("32.00") * 2 + Decimal("29.00") * 3
LEASE_SECONDS = 3  # the shortest that the configuration takes
UNAVAILABLE = 3  # docs/operating.md: refused because another works; try again
# State and counts of a month's invoices and of their services.
MONTH = """
SELECT m.client_id, m.move_id, i.state, i.amount_untaxed,
       (SELECT count(*) FROM account_move_line l
         WHERE l.move_id = i.id AND l.display_type = 'product'),
       (SELECT count(*) FROM quittance_line q WHERE q.month_id = m.id AND q.state = 'billed')
  FROM quittance_month m JOIN account_move i ON i.id = m.move_id WHERE m.period = '{}'"""
# As if another connector's calls lasted so long.
WORKERS_TAKEN = """
WITH taken AS MATERIALIZED (SELECT id FROM quittance_worker_slot FOR UPDATE)
SELECT pg_sleep(4) FROM (SELECT count(*) FROM taken) AS all_of_them"""
ATTEMPTS = """
SELECT i.move_id, a.key, v.amount_total, v.payment_state FROM quittance_attempt_invoice i
  JOIN quittance_attempt a ON a.id = i.attempt_id JOIN account_move v ON v.id = i.move_id
 WHERE i.move_id IN ({})"""


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("at_once"), clients=CLIENTS) as books:
        yield books


@pytest.fixture(name="second", scope="module")
def _second(books):
    """The configuration of another machine's connector: with a journal of its own."""
    return books.configuration("second", journal="second")


# -- draft ---------------------------------------------------------------------------------------

# Journals of their own are two machines, the same journal is one machine twice.
@pytest.mark.parametrize(("period", "journals"), [
    ("2026-05", "one"), ("2026-06", "two"), ("2026-07", "two"), ("2026-08", "two")])
def test_two_drafts_at_once(books, second, period, journals):
    services(books, period)
    configs = [books.config, second if journals == "two" else books.config]
    assert_one_refused(both(books, ["draft", "--period", period], configs), "draft")
    assert_one_invoice_each(books, period)
    assert books.run("draft", "--period", period).report["lines"] == 0


def test_a_draft_that_was_silent_goes_on_beside_another(books):
    services(books, "2026-09")
    order = ["draft", "--period", "2026-09"]
    silent = books.start(*order, config=hasty(books, "hasty"))
    silence(silent, lambda: live_runs(books))
    other = take_over(books, order, hasty(books, "hurried"), silent)
    for one in (books.finish(silent), books.finish(other)):
        assert one.code in (0, UNAVAILABLE), one
    books.run(*order)
    assert_one_invoice_each(books, "2026-09")


def test_the_same_drafts_in_two_calls_at_once(books):
    """The database decides, whoever asks: `draft_apply` beside itself."""
    services(books, "2026-10")
    payload = {"company_id": 1, "period": "2026-10", "months": planned(books, "2026-10")}
    answers = at_once(books, lambda rpc: rpc.quittance("draft_apply", payload))
    told = [{one["status"] for one in answer["months"]} for answer in answers]
    assert sorted(map(sorted, told)) == [["created"], ["unchanged"]]
    assert_one_invoice_each(books, "2026-10")


# -- collect ---------------------------------------------------------------------------------------

@pytest.mark.parametrize(("period", "journals"), [
    ("2026-05", "one"), ("2026-06", "two"), ("2026-07", "two")])
def test_two_collects_at_once(books, second, period, journals):
    moves = due(books, period)
    configs = [books.config, second if journals == "two" else books.config]
    assert_one_refused(both(books, ["collect"], configs), "collect")
    assert_one_charge_each(books, moves)


def test_a_collect_that_was_silent_goes_on_beside_another(books):
    moves = due(books, "2026-08")
    charged = len(books.charges())
    # Time to stop it while calls are under way.
    books.simulator.fault(action="delay_after", path="/v1/payment_intents", seconds=0.3, times=0)
    try:
        silent = books.start("collect", config=hasty(books, "first_night"))
        silence(silent, lambda: len(books.charges()) > charged)
        other = take_over(books, ["collect"], hasty(books, "second_night"), silent)
        done = [books.finish(silent), books.finish(other)]
    finally:
        books.simulator.behave()
    for one in done:
        assert one.code in (0, 1, UNAVAILABLE), one
    books.wait("resolve", 1)
    time.sleep(1.5)
    books.run("reconcile", config=books.config)
    assert_one_charge_each(books, moves)


def test_the_same_charges_in_two_calls_at_once(books):
    """The database decides, whoever asks: `prepare` and `execute` beside themselves."""
    moves = due(books, "2026-09")
    rpc = books.sandbox.rpc("connector", books.database)
    wanted = orders(books, rpc, moves)
    keys = [one["key"] for one in wanted]
    prepare = {"company_id": 1, "as_of": "", "run_key": "", "attempts": wanted}
    for answer in at_once(books, lambda rpc: rpc.quittance("prepare", prepare)):
        assert {(one["state"], one["error_code"]) for one in answer["attempts"]} <= {
            ("prepared", ""), ("", "busy")}, answer
    again = rpc.quittance("prepare", prepare)["attempts"]
    assert {one["state"] for one in again} == {"prepared"}, again
    at_once(books, lambda rpc: rpc.quittance("execute", {"company_id": 1, "keys": keys}))
    at_once(books, lambda rpc: rpc.quittance("book", {"company_id": 1, "keys": keys}))
    assert_one_charge_each(books, moves)


def test_a_providers_limit_holds_for_all_connectors_together(books):
    """One call at once: of two connectors' charges the next begins when the one before ended."""
    moves = due(books, "2026-10")[:4]
    rpc = books.sandbox.rpc("connector", books.database)
    books.sql("UPDATE payment_provider SET quittance_calls_at_once = 1 WHERE code = 'stripe'")
    wanted = orders(books, rpc, moves)
    rpc.quittance("prepare", {"company_id": 1, "as_of": "", "run_key": "", "attempts": wanted})
    keys = [one["key"] for one in wanted]
    books.simulator.fault(action="delay_before", method="POST", path="/v1/payment_intents",
                          seconds=1.1, times=0)
    halves = [keys[:2], keys[2:]]
    try:
        at_once(books, lambda rpc: rpc.quittance("execute", {
            "company_id": 1, "keys": halves.pop()}))
    finally:
        books.simulator.behave()
        books.sql("UPDATE payment_provider SET quittance_calls_at_once = 10"
                  " WHERE code = 'stripe'")
    begun = sorted(one["at"] for one in books.simulator.requests()["last"]
                   if one["reference"] in keys and one["method"] == "POST")
    assert len(begun) == 4
    assert all(later - earlier >= 1 for earlier, later in zip(begun, begun[1:], strict=False)), begun
    rpc.quittance("book", {"company_id": 1, "keys": keys})
    books.run("collect")
    assert_one_charge_each(books, due_moves(books, "2026-10"))


def test_over_all_connectors_a_worker_stays_free(books):
    """Odoo has two workers here: one connector charges, the other one is turned away meanwhile."""
    services(books, "2026-04")
    books.run("draft", "--period", "2026-04")
    moves = due(books, "2026-04")[:2]
    rpc = books.sandbox.rpc("connector", books.database)
    wanted = orders(books, rpc, moves)
    rpc.quittance("prepare", {"company_id": 1, "as_of": "", "run_key": "", "attempts": wanted})
    keys = [one["key"] for one in wanted]
    halves = [keys[:1], keys[1:]]
    books.workers(2)
    books.simulator.fault(action="delay_before", method="POST", path="/v1/payment_intents",
                          seconds=2, times=0)
    try:
        answers = at_once(books, lambda rpc: rpc("quittance.rpc", "execute", {
            "company_id": 1, "keys": halves.pop()}))
        assert sorted(map(list, answers)) == [["attempts"], ["no_worker"]], answers
        assert sum(books.charges().get(key, {}).get("succeeded", 0) for key in keys) == 1
    finally:
        books.simulator.behave()
        books.workers(3)
    rpc.quittance("book", {"company_id": 1, "keys": keys})
    books.run("collect")
    assert_one_charge_each(books, due_moves(books, "2026-04"))


def test_a_connector_that_is_turned_away_waits_for_its_turn(books):
    services(books, "2026-03")
    books.run("draft", "--period", "2026-03")
    moves = due(books, "2026-03")
    books.run("reconcile")  # a first call makes the rows
    all_taken = threading.Thread(target=books.sql, args=[WORKERS_TAKEN])
    all_taken.start()
    time.sleep(0.5)
    begun = time.monotonic()
    books.run("collect")
    assert time.monotonic() - begun > 3
    all_taken.join()
    assert_one_charge_each(books, moves)


# -- import --------------------------------------------------------------------------------------

@pytest.mark.parametrize("number", range(3))
def test_the_same_file_at_the_same_time_is_taken_once(books, second, number):
    rows = [("2026-11-03", code, "S-1", number + 1, "30.00") for code in CLIENTS]
    path = books.write(f"same_{number}.csv", rows)
    # A profile that Odoo does not have yet: both bring it.
    profiles = books.folder / "profiles"
    profiles.mkdir(exist_ok=True)
    shutil.copy(PROFILES / "cleaning.toml", profiles / f"new_{number}.toml")
    for config in (books.config, second):
        config.write_text(config.read_text().replace(str(PROFILES), str(profiles)))
    done = both(books, ["import", path, "--supplier", "SUP", "--profile", f"new_{number}"],
                [books.config, second])
    assert [one.code for one in done] == [0, 0], done
    assert {one.report["files"][0]["outcome"] for one in done} <= {"imported", "known"}, done
    assert books.sql("SELECT l.state, count(*), count(DISTINCT l.client_id), count(DISTINCT f.id)"
                     " FROM quittance_line l JOIN quittance_file f ON f.id = l.file_id"
                     f" WHERE f.name = 'same_{number}.csv' GROUP BY 1") == [
        ["billable", str(len(CLIENTS)), str(len(CLIENTS)), "1"]]


@pytest.mark.parametrize("second_way", ["connector", "odoo"])
def test_the_same_bytes_for_two_months_at_the_same_time_are_asked_about(books, second_way):
    """Each month is a key of its own, so that no key stops the second one."""
    books.sandbox.rpc("connector", books.database).quittance("profile_seed", {
        "company_id": 1, "supplier_code": "SUP", "profile": {"name": "fee", "period_rule": "given"}})
    for number in range(10):
        content = f"{second_way} {number}".encode()
        ways = [(fee_to_connector, "2027-01"),
                (fee_to_connector if second_way == "connector" else fee_in_odoo, "2027-02")]

        def hand_in(rpc, content=content, ways=ways):
            way, period = ways.pop()
            return way(books, rpc, content, period)

        at_once(books, hand_in)
        rows = books.sql("SELECT state, question FROM quittance_file WHERE sha256 = "
                         f"'{hashlib.sha256(content).hexdigest()}' ORDER BY state")
        assert len(rows) == 2 and rows[0] == ["asked", "period"], (number, rows)


def fee_to_connector(_books, rpc, content, period):
    return rpc.quittance("file_open", {
        "company_id": 1, "supplier_code": "SUP", "profile": "", "name": "fee.csv",
        "period": period, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
        "channel": "cli", "sender": "", "replaces_sha256": "",
        "content": base64.b64encode(content).decode()})


def fee_in_odoo(books, _rpc, content, period):
    accountant = books.accountant
    supplier, = accountant("res.partner", "search", [("quittance_supplier_code", "=", "SUP")])
    profile, = accountant("quittance.profile", "search", [
        ("supplier_id", "=", supplier), ("name", "=", "fee")])
    wizard, = accountant("quittance.import.file", "create", [{
        "supplier_id": supplier, "name": "fee.csv", "period": period, "profile_id": profile,
        "content": base64.b64encode(content).decode()}])
    return accountant("quittance.import.file", "action_import", [wizard])


# -- the books -------------------------------------------------------------------------------------

def services(books, period):
    """Import two services of each client for a month."""
    _path, report = books.bring(f"{period}.csv", [
        (f"{period}-07", code, *rest) for code in CLIENTS
        for rest in (("S-1", 2, "32.00"), ("S-2", 3, "29.00"))])
    assert report["states"]["billable"]["lines"] == 2 * len(CLIENTS), report


def assert_one_invoice_each(books, period):
    """Each client has one draft of the month, with both services, once."""
    rows = books.sql(MONTH.format(period))
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(CLIENTS)
    assert {(row[2], Decimal(row[3]), *row[4:]) for row in rows} == {
        ("draft", ONE_INVOICE, "2", "2")}
    # And no other draft of anybody.
    assert books.sql("SELECT count(*) FROM account_move v WHERE state = 'draft' AND NOT EXISTS"
                     " (SELECT FROM quittance_month m WHERE m.move_id = v.id)") == [["0"]]


def due(books, period):
    """Validate a month; the ids of its invoices, the only ones that are due now."""
    moves = due_moves(books, period)
    books.post(moves)
    return moves


def due_moves(books, period):
    return [int(row[1]) for row in books.sql(MONTH.format(period))]


def orders(books, rpc, moves):
    """What `prepare` is asked for these invoices, with the keys that the connector would use."""
    planned_run = books.run("collect", "--dry-run").report["invoices"]
    by_move = {one["move_id"]: one for one in rpc.quittance(
        "candidates", {"company_id": 1, "as_of": "", "after_id": 0, "limit": 200})["invoices"]}
    wanted = [{"key": one["key"], "move_id": one["move_id"], "no": by_move[one["move_id"]]["next_no"],
               "amount": one["amount"], "currency": "EUR", "rail": "odoo",
               "method_id": by_move[one["move_id"]]["method_id"]}
              for one in planned_run if one["move_id"] in moves]
    assert len(wanted) == len(moves) and all(one["key"] for one in wanted), planned_run
    return wanted


def assert_one_charge_each(books, moves):
    """The provider's own ledger has one charge of each invoice, in full, and Odoo shows it paid."""
    rows = books.sql(ATTEMPTS.format(",".join(map(str, moves))))
    charges = books.charges()
    assert sorted(int(row[0]) for row in rows) == sorted(moves), "one attempt for each invoice"
    for _move, key, total, state in rows:
        assert charges[key]["succeeded"] == 1, (key, charges[key])
        assert charges[key]["amount_succeeded"] == int(Decimal(total) * 100)
        assert state == "paid"
    assert books.sql("SELECT count(*) FROM quittance_attempt") == [[str(len(charges))]]


def planned(books, period):
    """What a connector would send to `draft_apply`, without the hints."""
    rpc = books.sandbox.rpc("connector", books.database)
    lines = [one for one in rpc.quittance("draft_lines", {
        "company_id": 1, "period": period, "after_id": 0, "limit": 500})["lines"]
        if one["own_period"] == period]
    pairs = [{"client_id": one["client_id"], "product_id": one["product_id"]} for one in lines]
    context = rpc.quittance("draft_context", {"company_id": 1, "pairs": pairs})
    classes = {(row["client_id"], row["product_id"]): context["classes"][row["class"]]
               for row in context["rows"]}
    months = {}
    for one in lines:
        kind = classes[one["client_id"], one["product_id"]]
        months.setdefault(one["client_id"], []).append({
            "line_id": one["id"], "reverses": False, "name": one["name"],
            "quantity": one["quantity"], "price_unit": one["price"], "untaxed": one["amount"],
            "product_id": one["product_id"], "account_id": kind["account_id"],
            "tax_ids": kind["tax_ids"], "balance": "", "amount_currency": "", "tax_tag_ids": []})
    return [{"client_id": client, "period": period, "currency": "EUR", "kind": "services",
             "group": "", "lines": own, "withdraw": [], "untaxed": str(ONE_INVOICE)}
            for client, own in months.items()]


# -- two at once -----------------------------------------------------------------------------------

def both(books, order, configs):
    started = [books.start(*order, config=config) for config in configs]
    return [books.finish(process) for process in started]


def assert_one_refused(done, kind):
    """One run at least did its work; one that was refused says so and ends with its exit code."""
    refused = [one for one in done if one.report.get("busy")]
    assert len(refused) < len(done)
    for one in done:
        assert one.code == (UNAVAILABLE if one in refused else 0), one
    for one in refused:
        assert kind in one.said and "this run did nothing" in one.said, one


# -- samples -------------------------------------------------------------------------------------

def test_two_connectors_never_claim_the_same_sample(books):
    accountant = books.accountant
    supplier, = accountant("res.partner", "search", [("quittance_supplier_code", "=", "SUP")])
    samples = accountant("quittance.profile.preview", "create", [
        {"supplier_id": supplier, "name": f"{number}.csv", "content": "YTti"}
        for number in range(20)])
    assert accountant("quittance.profile.preview", "action_read", samples)
    answers = at_once(books, lambda rpc: rpc.quittance("previews_claim", {
        "company_id": 1, "worker": "one of two", "limit": 20, "lease_seconds": 60}))
    claimed = [one["preview_id"] for answer in answers for one in answer["previews"]]
    assert sorted(claimed) == sorted(samples)


def at_once(books, call):
    """The answers of one call, made by two connectors in the same moment."""
    answers, start = [], threading.Barrier(2)

    def ask(rpc):
        start.wait()
        answers.append(call(rpc))

    threads = [threading.Thread(target=ask, args=(books.sandbox.rpc("connector", books.database),))
               for _two in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2, "a call failed"
    return answers


def live_runs(books):
    return books.sql("SELECT run_key FROM quittance_run WHERE state = 'live'")


def hasty(books, name):
    """The configuration of a connector whose runs give way after a short silence."""
    path = books.configuration(name, journal=name)
    path.write_text(path.read_text() + f"\n[runs]\nlease_seconds = {LEASE_SECONDS}\n")
    return path


def silence(process, ready):
    """Stop a connector as soon as it is at work, as a machine that sleeps would."""
    end = time.monotonic() + 20
    while not ready():
        assert process.poll() is None and time.monotonic() < end, "it ended too early"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGSTOP)


def take_over(books, order, config, silent):
    """Start the same once the silent one's lease is over, then let that one go on beside it."""
    time.sleep(LEASE_SECONDS + 1)
    known = live_runs(books)
    other = books.start(*order, config=config)
    end = time.monotonic() + 20
    while live_runs(books) == known and other.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(silent.pid, signal.SIGCONT)
    return other
