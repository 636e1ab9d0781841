"""The protocol over random worlds: `./check` plays a share, `tests/protocol/run` many."""

import os
import time

import simulation

WORLDS = int(os.environ.get("QUITTANCE_SEEDS", "3000"))
START = int(os.environ.get("QUITTANCE_SEED", time.time_ns() % 10**9))


def test_invariants_hold_in_random_worlds():
    print(f"seeds {START} to {START + WORLDS - 1}")
    found = simulation.play(START, WORLDS)
    assert found["violations"] == [], f"tests/protocol/run --worlds 1 --seed {found['seeds'][0]}"


def test_worlds_have_charges_of_every_kind():
    found = simulation.play(1, 1200)
    assert {"done", "failed", "canceled", "unknown", "returned", "extra"} <= set(found["ended_as"])
    assert found["charges"] > 500


def test_worlds_have_refunds_of_every_kind():
    worlds = [simulation.replay(seed, kind="refunds") for seed in range(1, 150)]
    rows = [one for world in worlds for one in world.store.tables["refund"].values()]
    assert {"done", "failed", "canceled"} == {one["state"] for one in rows}
    assert {"odoo", "provider"} == {one["origin"] for one in rows}
    assert {True, False} == {world.tells_refunds for world in worlds}
    assert sum(len(world.refunds.made) for world in worlds) > 100


def test_worlds_have_payments_of_clients():
    worlds = [simulation.replay(seed, kind="portal") for seed in range(1, 150)]
    rows = [one for world in worlds for one in world.store.tables["attempt"].values()]
    rails = {(one["rail"], one["state"]) for one in rows}
    assert {("portal", "done"), ("portal", "failed"), ("portal", "canceled"),
            ("odoo", "done")} <= rails


def test_worlds_have_restores():
    worlds = [simulation.replay(seed, kind="restores") for seed in range(1, 150)]
    rows = [one for world in worlds for one in world.store.tables["attempt"].values()]
    assert any(one["origin"] == "restore" for one in rows)
    assert any(one["restored_row"] and one["origin"] == "run" for one in rows)
    assert any(len(world.epochs) > 1 for world in worlds)
    assert any(world.told_of for world in worlds)


def test_a_seed_replays_exactly():
    assert simulation.replay(7).store.tables == simulation.replay(7).store.tables
