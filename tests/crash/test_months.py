"""Random rounds violate nothing; a round follows from its seed; and their judge finds things."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

from crashlib import judge_month, rounds  # noqa: E402 - the path is set above
from crashlib.month import Act, Month, Run  # noqa: E402
from crashlib.people import Acted  # noqa: E402

# ./check takes down whatever is named after its own sandbox.
SANDBOX = f"{os.environ.get('QUITTANCE_SANDBOX') or os.getpid()}-months"
ROUNDS, SECONDS = "20", "60"
INVOICE = ["1", "FAC/1", "100.00", "0.00", "posted", "paid", "q1"]
SENT = (1, "q1", 10000, 500)


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
                 "released"):
        assert any(getattr(month, name) for month in months), name
    assert any(death.endswith(".connection") for month in months for death in month.deaths)
    assert any(run.crash_at for month in months for run in month.runs)
    assert any(len(month.runs) == 2 for month in months)


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
    unpaid = [*INVOICE[:3], "100.00", "posted", "not_paid", None]
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
