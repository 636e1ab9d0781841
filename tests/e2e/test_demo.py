"""The demo, as a program sees it: its figures add up to the cent, and it leaves nothing behind."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = [sys.executable, str(ROOT / "tests" / "demo" / "main.py")]
EXPECTED = json.loads((ROOT / "tests" / "fixtures" / "sample_month" / "expected.json").read_text())


@pytest.fixture(name="figures", scope="module")
def _figures():
    """The demo's JSON object, from a demo of its own that is taken down at the end."""
    environment = {**os.environ, "QUITTANCE_DEMO_SANDBOX": f"demo-{os.getpid()}"}
    try:
        done = subprocess.run([*DEMO, "--json"], env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=500, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        yield json.loads(done.stdout.splitlines()[-1])
    finally:
        subprocess.run([*DEMO, "--stop"], env=environment, timeout=60, check=True,
                       stdout=subprocess.DEVNULL)


def test_all_six_invariants_hold(figures):
    broken = {name: one for name, one in figures["invariants"].items() if not one["holds"]}
    assert not broken
    assert set(figures["invariants"]) == {"I1", "I2", "I3", "I4", "I5", "I6"}


def test_every_line_of_every_file_is_where_it_was_meant_to_be(figures):
    assert figures["files"] == len(EXPECTED["files"])
    assert figures["files_known"] == 1
    assert figures["lines"] == EXPECTED["lines"]
    states = figures["line_states"]
    assert states["billed"]["amount"] == EXPECTED["billable"]["amount"]
    assert states["billed"]["lines"] == EXPECTED["billable"]["lines"]
    for state in ("quarantine", "superseded"):
        meant = [one["states"][state] for one in EXPECTED["files"] if state in one["states"]]
        assert states[state]["lines"] == sum(one["lines"] for one in meant)
        assert Decimal(states[state]["amount"]) == sum(Decimal(one["amount"]) for one in meant)


def test_posted_is_paid_and_pending_and_failed_and_unknown_and_skipped(figures):
    buckets = ("charged", "pending", "failed", "unknown")
    assert figures["posted"] == EXPECTED["invoices"] == figures["drafts"]
    assert figures["posted"] == (sum(figures[name] for name in buckets)
                                 + sum(figures["skipped"].values()))
    amounts = {name: Decimal(value) for name, value in figures["amounts"].items()}
    posted = amounts.pop("posted")
    assert posted == sum(amounts.values())
    assert "not_looked_at" not in figures["skipped"]


def test_every_kind_of_method_ends_as_it_must(figures):
    assert figures["unknown"] == 0, "the lost reply was asked about"
    assert figures["failed"] == 2
    assert figures["pending"] >= 1
    assert figures["skipped"]["credit_note"] == EXPECTED["credit_notes"]
    for reason in ("no_method", "method_archived", "several_methods"):
        assert figures["skipped"][reason] >= 1
