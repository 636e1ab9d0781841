"""A connector's run over workers.py, and the list that it asks a second person to release."""

import facts
import workers
from store import Conflict, Duplicate


def collect(world, who):
    """A connector's run: look, ask for a release, prepare, execute, book. Nobody keeps a second
    connector out here: the lease that does so is for order, not for safety."""
    run = f"run-{who}"
    if not world.may_run(who):
        return
    tx = world.store.begin(who)
    yield
    orders = [order for move_id in tx.rows["invoice"]
              if (order := workers.order_of(world, tx, move_id, run=run))]
    orders = orders if world.has("collect.all") else orders[1:]
    if not orders:
        return
    yield from _ask_for_release(world, tx, run, orders)
    for order in orders:
        world.orders.append(order)
        yield from _tried(world, workers.prepare(world, order, who), who)
    for number in [number for number, one in world.store.tables["attempt"].items()
                   if one["run"] == run]:
        for make in (workers.execute, workers.book):
            yield from _tried(world, make(world, number, who), who)


def _tried(world, steps, who):
    """One call of the run: a conflict in it does not end the others."""
    try:
        yield from steps
    except (Conflict, Duplicate):
        pass
    world.gone(who)


def _ask_for_release(world, tx, run, orders):
    """As release._ask_for: the list is kept, and waits where it is above the threshold."""
    above = tx.rows["settings"][1]["release_above"]
    pairs = {(one["move"], one["minor"]) for one in orders}
    if not above or any(
            (one["move"], one["minor"]) in pairs and one["release"] in facts.released(world, tx)
            for one in tx.rows["listed"].values()):
        return
    sent = facts.used(tx, facts.day_of(world.now), run)[2]
    total = sent + sum(one["minor"] for one in orders)
    state = "requested" if total > above else "free"
    for number, release in tx.rows["release"].items():
        if state == "requested" and release["state"] == "requested":
            tx.put("release", number, state="replaced")
    number = tx.add("release", company=1, run=run, state=state, until=0, by=None)
    for one in orders if state == "requested" else ():
        tx.add("listed", release=number, move=one["move"], minor=one["minor"])
    yield
    try:
        tx.commit()
    except (Conflict, Duplicate):
        return
