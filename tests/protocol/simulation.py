"""Playing worlds by their seeds, and telling of them."""

import collections

from world import Violation, World

STEPS = 400


def replay(seed, without=(), **more):
    """The world of a seed, played to its end; raises Violation."""
    world = World(seed, without=without, **more)
    world.run(STEPS)
    return world


def play(first, count):
    """{worlds, charges, attempts, refunds, ended_as, violations, seeds}: `seeds` of what was
    violated."""
    violations, seeds, ended = [], [], collections.Counter()
    charges = attempts = refunds = 0
    for seed in range(first, first + count):
        world = World(seed)
        try:
            world.run(STEPS)
        except Violation as violation:
            violations.append(f"seed {seed}: {violation}")
            seeds.append(seed)
        rows = world.store.tables["attempt"].values()
        charges += len(world.provider.executions)
        attempts += len(rows)
        refunds += len(world.refunds.made)
        ended.update(f"refund {row['state']}" for row in world.store.tables["refund"].values())
        ended.update(row["state"] for row in rows)
        ended["extra"] += sum(row["extra"] for row in rows)
    return {"worlds": count, "charges": charges, "attempts": attempts, "refunds": refunds,
            "ended_as": dict(+ended), "violations": violations, "seeds": seeds}


def together(parts):
    """The parts of several processes as one."""
    ended = collections.Counter()
    for part in parts:
        ended.update(part["ended_as"])
    return {
        **{name: sum(part[name] for part in parts)
           for name in ("worlds", "charges", "attempts", "refunds")},
        "ended_as": dict(ended),
        "violations": [one for part in parts for one in part["violations"]],
    }
