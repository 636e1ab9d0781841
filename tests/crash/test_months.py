"""Random rounds violate nothing; a round follows from its seed; and their judge finds things."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

from crashlib import judge_month, judge_refunds, rounds  # noqa: E402 - the path is set above
from crashlib.month import Act, Month, Run  # noqa: E402
from crashlib.judge_refunds import Made, Row  # noqa: E402
from crashlib.people import Acted  # noqa: E402
from crashlib.world import client  # noqa: E402

# ./check takes down whatever is named after its own sandbox.
SANDBOX = f"{os.environ.get('QUITTANCE_SANDBOX') or f'pid{os.getpid()}'}-months"
ROUNDS, SECONDS = "20", "60"
INVOICE = ["1", "FAC/1", "100.00", "0.00", "posted", "paid", "q1"]
SENT = (1, "q1", 10000, 500)
MADE = Made("re_1", "r1", "q1", 4000, "succeeded")
ROW = Row("q1", "1", "r1", "odoo", "done", "4000", "t", "1", "0", "re_1", "t")
ORDERED = {("q1", 1): True}
CHARGE = {"amount_succeeded": 10000, "amount_refunded": 0, "amount_disputed": 0}


def test_random_rounds_violate_nothing():
    done = subprocess.run(
        [HERE / "run", "--rounds", ROUNDS, "--seconds", SECONDS, "--json", "--sandbox", SANDBOX],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stdout, done.stderr[-4000:]
    result = json.loads(done.stdout.splitlines()[-1])
    print(f"seeds {result['seed']} to {result['last_seed']}")
    assert result["found"] == []
    assert (result["violations"], done.returncode) == (0, 0)
    assert result["played"]["invoices"] > result["rounds"] >= 5


def test_a_month_follows_from_its_seed():
    points = ["call.before_execute", "journal.before_intent"], rounds.addon_points()
    assert Month.drawn(7, *points) == Month.drawn(7, *points)
    assert Month.drawn(7, *points) != Month.drawn(8, *points)


def test_many_months_have_everything():
    points = ["call.before_execute", "journal.before_intent"], rounds.addon_points()
    months = [Month.drawn(seed, *points) for seed in range(300)]
    assert {act.what for month in months for act in month.acts} == set(judge_month.EVERY_ACT)
    for name in ("faults", "deaths", "cuts", "overtaken", "bad_wire", "patience", "day_room",
                 "released", "settled"):
        assert any(getattr(month, name) for month in months), name
    assert any(death.endswith(".connection") for month in months for death in month.deaths)
    assert any(run.crash_at for month in months for run in month.runs)
    assert any(len(month.runs) == 2 for month in months)
    assert any(one["path"] == "/v1/refunds*" for month in months for one in month.faults
               if "path" in one)


def played(*acted, client="card-1", runs=()):
    month = Month(1, [(client, 10000)], [], [Act(0, one.what, 0) for one in acted],
                  debits_end=["settle"])
    return judge_month.Played(month, [1], 0.0, acted=list(acted), runs=list(runs))


def act(what, ended, amount=0, began=None):
    return Acted(what, 1, ended if began is None else began, ended, True, amount, 0, "")


@pytest.mark.parametrize(("acted", "says"), [
    ([act("pay_part", 400, 4000)], "I1: q1 charged 10000 of 10000, of which 4000"),
    ([act("hold", 400)], "I6: q1 was sent at 500, held since 400"),
    ([act("switch_off", 400), act("switch_on", 600)], "switched off from 400 to 600"),
])
def test_the_judge_finds_what_was_charged_too_late(acted, says):
    found = judge_month._too_late(played(*acted), [INVOICE], [SENT])
    assert any(says in one for one in found), found


@pytest.mark.parametrize("acted", [
    [act("pay_part", 501, 4000)], [act("hold", 501)], [act("switch_off", 400), act("switch_on", 450)],
    [act("pay_part", 400, 4000), act("undo", 450)], [],
])
def test_what_came_later_is_no_fault(acted):
    assert judge_month._too_late(played(*acted), [INVOICE], [SENT]) == []


def test_the_judge_finds_a_second_charge_of_a_later_run():
    found = judge_month._too_late(played(), [INVOICE], [SENT, (1, "q2", 10000, 900)])
    assert ["10000 charged before" in one for one in found] == [True]


def test_the_judge_finds_who_was_forgotten():
    unpaid = [*INVOICE[:3], "100.00", "posted", "not_paid", None, None]
    assert "after all nights" in judge_month._forgotten(played(), [unpaid], set(), {})[0]
    assert judge_month._forgotten(played(client="declined-1"), [unpaid], set(), {}) == []
    assert judge_month._forgotten(played(), [unpaid], {"card-1"}, {}) == []
    assert judge_month._forgotten(played(), [unpaid], set(), {1: 100}) == []
    assert judge_month._forgotten(played(act("pay", 1)), [unpaid], set(), {}) == []


def test_the_judge_finds_a_report_that_does_not_add_up():
    run = Run("a", "collect", 0)
    wrong = played(runs=[(run, 0, '{"adds_up":false}', "")])
    assert "does not add up" in judge_month._reports(wrong)[0]
    assert judge_month._reports(played(runs=[(run, 0, '{"adds_up":true}', "")])) == []
    assert "ended with 70" in judge_month._reports(played(runs=[(run, 70, "", "")]))[0]


@pytest.mark.parametrize(("made", "rows", "orders", "says"), [
    ([MADE, MADE._replace(id="re_2")], [ROW], ORDERED, "I1: the refund r1 was made 2 times"),
    ([MADE, MADE._replace(id="re_2", key="r2")],
     [ROW, ROW._replace(no="2", key="r2", reference="re_2")], ORDERED,
     "I1: nobody ordered the refund 2 of q1"),
    ([MADE, MADE._replace(id="re_2", key="")],
     [ROW, ROW._replace(no="2", key="re_2", origin="provider", reference="re_2")], ORDERED,
     "I1: re_2 gave back 4000 of q1, and nobody ordered it"),
    ([MADE], [], {}, "I2: re_1 of q1 is succeeded with 4000 at the provider; in Odoo: []"),
    ([MADE], [ROW._replace(cents="4001")], ORDERED, "in Odoo: [('done', '4001')]"),
    ([], [], ORDERED, "I2: Odoo took the order of refund 1 of q1, and it is nowhere"),
    ([], [ROW], ORDERED, "done in Odoo, and the provider has none such"),
    ([MADE], [ROW._replace(state="canceled", booked="f", entries="0", reference="")], ORDERED,
     "called off in Odoo, and the provider made it"),
    ([], [ROW._replace(state="unknown", booked="f", entries="0")], ORDERED, "still unknown"),
    ([MADE], [ROW._replace(booked="f", entries="0")], ORDERED, "booked f, 0 entries"),
    ([MADE._replace(status="failed")], [ROW], ORDERED, "re_1 of q1 is failed"),
    ([MADE._replace(status="failed")], [ROW._replace(state="failed", booked="f")], ORDERED,
     "1 entries, 0 of them undone"),
])
def test_the_judge_finds_a_refund_that_is_doubled_or_forgotten(made, rows, orders, says):
    found = judge_refunds.disagreements(made, rows, orders, set())
    assert any(says in one for one in found), found


def test_refunds_that_are_as_they_should_be_are_no_fault():
    outside = MADE._replace(id="re_2", key="")
    failed = MADE._replace(id="re_3", key="r3", status="failed")
    rows = [ROW, ROW._replace(no="2", key="re_2", origin="provider", reference="re_2"),
            ROW._replace(no="3", key="r3", reference="re_3", state="failed", booked="f",
                         undone="1"),
            ROW._replace(no="4", key="r4", reference="", state="canceled", booked="f",
                         entries="0")]
    orders = {("q1", 1): True, ("q1", 3): False, ("q1", 4): True, ("q1", 9): False}
    assert judge_refunds.disagreements([MADE, outside, failed], rows, orders, {"re_2"}) == []


@pytest.mark.parametrize(("residual", "charge", "acted", "wrong"), [
    ("0.00", CHARGE, [], False),
    ("40.00", CHARGE | {"amount_refunded": 4000}, [], False),
    ("0.00", CHARGE | {"amount_refunded": 4000}, [], True),
    ("80.00", CHARGE | {"amount_refunded": 4000}, [], True),
    ("30.00", CHARGE | {"amount_disputed": 4000}, [act("pay_part", 1, 1000)], False),
    ("0.00", CHARGE | {"amount_refunded": 4000}, [act("pay", 1, 10000)], False),
    ("80.00", CHARGE, [act("undo", 1)], False),
])
def test_the_judge_compares_what_an_invoice_is_open_by(residual, charge, acted, wrong):
    invoice = [*INVOICE[:3], residual, *INVOICE[4:]]
    found = judge_refunds.open_wrongly(
        lambda _statement: [["1", "q1"]], played(*acted), [invoice], {"q1": charge})
    assert bool(found) == wrong, found


def test_the_judge_finds_more_than_was_charged_and_a_client_told_twice():
    def rows_of(statement):
        return {judge_refunds.ROWS: [ROW], judge_refunds.TOLD: [["2"]]}.get(statement, [["1", "q1"]])

    class people:
        orders, outside = ORDERED, set()

    found = judge_refunds.verdict(
        rows_of, [MADE], {"q1": CHARGE | {"amount_refunded": 11000}}, people)
    assert found == ["I1: q1: more went back than was charged",
                     "1 refunds say that their clients were told, 2 messages are there"]


def test_a_sandbox_of_its_own_has_a_name_that_is_taken():
    assert client.settings.checked_name(f"pid{2**22}-months")
    assert client.settings.checked_name(SANDBOX)
