"""The protocol over random worlds, and the proof that the simulation would notice a lost guard."""

import os
import time

import pytest
from protocol import answers, late, sending, states
from protocol.tables import stripe
from world import Violation, World

SEEDS = int(os.environ.get("QUITTANCE_SEEDS", "2500"))
START = int(os.environ.get("QUITTANCE_SEED", time.time_ns() % 10**9))
STEPS = 200


def run(seed, steps=STEPS):
    """One world; a violation names its seed."""
    try:
        World(seed).run(steps)
    except AssertionError as error:
        raise Violation(f"QUITTANCE_SEED={seed} QUITTANCE_SEEDS=1: {error}") from error


def test_invariants_hold_in_random_worlds():
    print(f"seeds {START} to {START + SEEDS - 1}")
    for seed in range(START, START + SEEDS):
        run(seed)


def test_worlds_have_charges_of_every_kind():
    seen = set()
    for seed in range(500):
        world = World(seed)
        world.run(STEPS)
        seen.update(row["state"] for row in world.store.tables["attempt"].values())
        seen.update("extra" for row in world.store.tables["attempt"].values() if row["extra"])
    assert {"done", "failed", "canceled", "unknown", "extra"} <= seen


def _mutants():
    real_live, real_state = states.is_live, answers.state_of
    real_replay = sending.replay_refusal
    yield "a re-run sends again", sending, "may_begin", lambda state: state in (
        "prepared", "sending")
    yield "an unknown frees the invoice", states, "is_live", lambda state, booked, extra: (
        state != "unknown" and real_live(state, booked, extra))
    yield "a pending debit frees the invoice", states, "is_live", lambda state, booked, extra: (
        state != "pending" and real_live(state, booked, extra))
    yield "an unbooked success frees the invoice", states, "is_live", (
        lambda state, booked, extra: state != "done" and real_live(state, booked, extra))
    yield "no answer means failed", answers, "state_of", lambda kind, finding: (
        "failed" if finding.meaning == "unclear" else real_state(kind, finding))
    yield "a replay after the key was forgotten", sending, "replay_refusal", (
        lambda state, age, *rest: real_replay(state, 0, *rest))
    yield "sending is given up like prepared", sending, "may_give_up", (
        lambda state, sent, lease_over: state in ("prepared", "sending"))
    yield "a late success is never extra", late, "on_success", (
        lambda state, other: late.Success(False, state in ("failed", "canceled")))
    yield "anybody's object is believed", stripe, "_difference", lambda intent, expected: ""
    yield "a wanted client is not cancelled", answers, "read", _without_cancel(answers.read)


def _without_cancel(read):
    def mutant(*values):
        verdict = read(*values)
        if verdict.wants_client:
            return answers.Verdict(states.DONE, verdict.code)
        return verdict
    return mutant


@pytest.mark.parametrize(
    "module, name, mutant", [pytest.param(*rest, id=label) for label, *rest in _mutants()])
def test_simulation_notices_a_lost_guard(monkeypatch, module, name, mutant):
    monkeypatch.setattr(module, name, mutant)
    with pytest.raises(Violation):
        for seed in range(1, 2500):
            run(seed)
