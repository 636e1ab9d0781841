"""Every crash point is tried and nothing is violated; and the judge finds what it must find."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

from crashlib import judge, rounds  # noqa: E402 - the path is set above

# ./check takes down whatever is named after its own sandbox.
SANDBOX = f"{os.environ.get('QUITTANCE_SANDBOX') or f'pid{os.getpid()}'}-crash"
GOOD = judge.Attempt("q1good", "done", "101.00", "t", "t", "1")
INVOICE = ["FAC/1", "101.00", "q1good"]


def charge(succeeded=1, pending=0, amount=10100):
    return {"succeeded": succeeded, "pending": pending, "amount_succeeded": amount * succeeded,
            "amount_pending": amount * pending}


def test_every_point_is_tried_and_nothing_is_violated():
    done = subprocess.run([HERE / "run", "--json", "--sandbox", SANDBOX],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stdout, done.stderr[-4000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["found"] == []
    assert result["untried"] == []
    assert (result["violations"], done.returncode) == (0, 0)
    assert result["points"] >= 95
    assert result["rounds"] >= result["points"]


def test_one_charge_booked_once_is_as_it_should_be():
    assert judge.disagreements({"q1good": charge()}, [GOOD], [INVOICE]) == []


@pytest.mark.parametrize(("charges", "attempts", "invoices", "says"), [
    ({"q1good": charge(succeeded=2)}, [GOOD], [], "I1: q1good charged 2 times"),
    ({"q1good": charge(amount=10200)}, [GOOD], [], "I1: q1good charged 10200, due was 101.00"),
    ({"q1good": charge(), "q1again": charge()},
     [GOOD, GOOD._replace(key="q1again")], [["FAC/1", "101.00", "q1good q1again"]],
     "I1: FAC/1 was charged 20200 in all"),
    ({"q1lost": charge()}, [], [], "I2: the provider charged q1lost, which Odoo does not have"),
    ({"q1good": charge()}, [GOOD._replace(state="failed")], [], "I2: q1good succeeded"),
    ({"q1good": charge()}, [GOOD._replace(booked="f")], [], "I2: q1good succeeded"),
    ({"q1good": charge()}, [GOOD._replace(payments="2")], [], "2 payments"),
    ({}, [GOOD], [INVOICE], "I2: q1good is done in Odoo, but not at the provider"),
    ({"q1good": charge(0, 1)}, [GOOD._replace(state="failed")], [], "pending at the provider"),
    ({}, [GOOD._replace(state="pending")], [], "pending at the provider: False"),
    ({}, [GOOD._replace(state="unknown")], [], "I3: q1good is still unknown"),
    ({"q1good": charge() | {"amount_refunded": 5050}}, [GOOD], [], "5050 went back"),
    ({"q1good": charge() | {"amount_refunded": 10100}}, [GOOD._replace(refunded="50.50")], [],
     "10100 went back"),
    ({"q1good": charge()}, [GOOD._replace(refunded="50.50")], [], "0 went back"),
])
def test_the_judge_finds(charges, attempts, invoices, says):
    assert any(says in one for one in judge.disagreements(charges, attempts, invoices))


@pytest.mark.parametrize(("refund", "says"), [
    (["r1", "unknown", "f", "0"], "I3: refund r1 is still unknown"),
    (["r1", "done", "f", "0"], "I2: refund r1 is done"),
    (["r1", "done", "t", "0"], "0 entries"),
])
def test_the_judge_finds_a_refund_that_is_not_at_rest(refund, says):
    assert says in judge.unsettled([refund])[0]
    assert judge.unsettled([["r1", "done", "t", "1"], ["r2", "failed", "f", "1"]]) == []


def test_the_addon_s_points_are_those_in_its_code():
    models = rounds.ADDON_POINTS.parents[1] / "models"
    text = "".join(file.read_text() for file in models.glob("*.py"))
    called = set(re.findall(r'_crash_point\("([a-z_.]+)"', text))
    # A refund's own names for the steps that it shares with a charge.
    renamed = ast.literal_eval(re.search(r"^POINTS = (\{.*?^\})", text, re.S | re.M)[1])
    staged = {"execute.answer_written", "execute.answer_committed", "replay.answer_written"}
    assert set(renamed) - called == {*staged, "replay.answer_committed"}
    assert called | set(renamed.values()) == set(rounds.addon_points()) - staged
