"""Whether what went back went back once, and is in the books as at the provider."""

from protocol import states
from violation import Violation

REPLAY_SECONDS = 24 * 3600
GIVEN, AWAY = ("succeeded", "pending"), ("failed", "canceled")


def prepared(world, number):
    """A refund has just been ordered."""
    live = [one for one in world.store.tables["refund"].values() if one["attempt"] == number
            and one["state"] in (states.PREPARED, states.SENDING, states.UNKNOWN)]
    if len(live) > 1:
        raise Violation(f"{len(live)} refunds of one charge are under way")


def leaves(world, tx, refund, again):
    """A refund leaves: what nobody may do from this moment on was not done before."""
    tables = world.store.tables
    one = tables["refund"].get(refund)
    if not one or one["state"] not in (states.SENDING, states.UNKNOWN):
        raise Violation(f"a refund leaves before its intent is committed: {one}")
    attempt = tables["attempt"][one["attempt"]]
    if attempt["state"] != states.DONE:
        raise Violation(f"given back though the charge is {attempt['state']}")
    counted = sum(other["minor"] for other in tables["refund"].values()
                  if other["attempt"] == one["attempt"] and other["state"] not in AWAY)
    if counted > attempt["minor"]:
        raise Violation(f"{counted} is given back of {attempt['minor']}")
    if counted != attempt["refunding"]:
        raise Violation(f"{counted} is given back, told {attempt['refunding']}")
    world.calling.add(tx.owner)
    if len(world.calling) > world.slots:
        raise Violation("more calls to the provider at once than it takes")
    if world.restores and not again:
        world.refunds_left.pop(one["key"], None)  # ordered anew by a database that has lost it
    first = world.refunds_left.setdefault(one["key"], world.now)
    if not again:
        return
    if world.now - first >= REPLAY_SECONDS:
        raise Violation("a refund is sent again after the provider has forgotten its key")
    if world.tells_refunds and one["key"] not in world.unknown_there:
        raise Violation("sent again though the provider has not said that it has nothing")
    _nothing_in_its_stead(world, attempt, first, world.replays[one["key"]])


def _nothing_in_its_stead(world, attempt, first, decided):
    """Nothing that a person made between the first send and the decision to send again."""
    for key, at in world.refunds.given_at.items():
        told = world.refunds.made[key]
        if world.tells_refunds and first < world.refunds.made_at[key] and at < decided and (
                told["status"] in GIVEN and not told["metadata"]
                and told["payment_intent"] == attempt["provider_reference"]):
            raise Violation(f"sent again though {key} was made at the provider since")


def charged(world, invoice):
    """A charge leaves: what a refund has opened again waits for a person."""
    for key, one in world.store.tables["entry"].items():
        if one["reopened"] == invoice and key not in world.let_go:
            raise Violation("charged again though it was refunded, and nobody let it go")


# -- in the end ------------------------------------------------------------------------------------

def verdict(world):
    """The books of refunds agree with the provider's, each once."""
    tables = world.store.tables
    _once(world)
    for told in world.refunds.made.values():
        _agrees(world, tables, told)
    for told in world.provider.disputes.made.values():
        _part_agrees(world, tables, told)
    known = {one["id"] for one in world.refunds.made.values()} | {
        one["metadata"].get("quittance_refund") for one in world.refunds.made.values()} | {
        number for number, one in world.provider.disputes.made.items() if not one["won"]}
    for key, one in tables["refund"].items():
        if one["state"] not in AWAY and not {one["key"], one["provider_reference"]} & known:
            raise Violation(f"{one['key']} is {one['state']}, the provider has nothing of it")
        if one["booked"] != (one["state"] == states.DONE) or one["book_problem"]:
            raise Violation(f"{one['key']} is {one['state']}, booked: {one['booked']}")
        booked = sum(not entry["undone"] for entry in tables["entry"].values()
                     if entry["refund"] == key)
        if booked != int(one["booked"]):
            raise Violation(f"{one['key']} has {booked} entries")
        if sum(said["refund"] == key for said in tables["message"].values()) != int(one["told"]):
            raise Violation(f"the client was told of {one['key']} more than once")
    _sums(tables)
    _history(tables)


def _once(world):
    """One order, one refund that stands; and each click of one dialog is the same order."""
    by_key = {}
    for told in world.refunds.made.values():
        if told["status"] not in GIVEN:
            continue
        by_key.setdefault(told["metadata"].get("quittance_refund") or told["id"], []).append(told)
    for key, found in by_key.items():
        if len(found) > 1:
            raise Violation(f"{key} was given back {len(found)} times")
    for dialog in world.dialogs:
        found = [key for key in dialog["keys"] if key in by_key]
        if len(found) > 1:
            raise Violation(f"the clicks of one dialog gave back {found}")


def _agrees(world, tables, told):
    key = told["metadata"].get("quittance_refund")
    if not world.attempt_of(told["payment_intent"]) and world.provider.intents[
            told["payment_intent"]]["description"] in world.told_of:
        return  # of a charge that a person is told of
    rows = [(number, one) for number, one in tables["refund"].items()
            if one["provider_reference"] == told["id"]
            or key and one["key"] == key and not one["provider_reference"]]
    if len(rows) > 1:
        raise Violation(f"{told['id']} has {len(rows)} rows")
    if not rows or not world.tells_refunds and rows[0][1]["misjudged"]:
        if world.tells_refunds or rows == [] and key:
            raise Violation(f"{told['id']} is nowhere")
        return
    one = rows[0][1]
    state = states.DONE if told["status"] == "succeeded" else one["state"]
    if state != one["state"] or told["status"] not in GIVEN and one["state"] not in AWAY:
        raise Violation(f"{told['id']} is {told['status']}, here {one['state']}")
    if tables["attempt"][one["attempt"]]["provider_reference"] != told["payment_intent"]:
        raise Violation(f"{told['id']} is not of {one['attempt']}")
    if one["state"] == states.DONE and not one["told"]:
        raise Violation(f"the client was not told of {told['id']}")


def _part_agrees(world, tables, told):
    """A part that the client has taken back is in the books while he has it."""
    number = world.attempt_of(told["intent"])
    if not number or not world.provider.disputes.is_part(told) or (
            tables["attempt"][number]["state"] != states.DONE):
        return
    rows = [one for one in tables["refund"].values() if one["attempt"] == number]
    if any(one["misjudged"] for one in rows):
        return  # a person said of a refund that it was made: there may be no room
    taken = any(one["provider_reference"] == told["id"] and one["state"] == states.DONE
                for one in rows)
    if taken == told["won"]:
        raise Violation(f"of {told['intent']} a part was disputed: {told}, here {taken}")


def _sums(tables):
    for number, attempt in tables["attempt"].items():
        mine = [one for one in tables["refund"].values() if one["attempt"] == number]
        counted = sum(one["minor"] for one in mine if one["state"] not in AWAY)
        if counted != attempt["refunding"] or counted > attempt["minor"]:
            raise Violation(f"{counted} went back of {attempt['minor']}, "
                            f"told {attempt['refunding']}")
        for one in tables["payment"].values():
            if one["attempt"] == number and one["applied"] > attempt["minor"] - counted:
                raise Violation(f"{one['applied']} pays an invoice, {counted} of "
                                f"{attempt['minor']} went back")
        if len({one["no"] for one in mine}) != len(mine):
            raise Violation(f"two refunds of {number} under one number")


def _history(tables):
    """I4: the moves of each refund lead without a gap to its state."""
    now = {}
    for number in sorted(tables["refund_event"]):
        event = tables["refund_event"][number]
        if now.get(event["refund"], "") != event["before"]:
            raise Violation(f"I4: {event} does not follow {now.get(event['refund'])}")
        now[event["refund"]] = event["after"]
    for number, one in tables["refund"].items():
        if now.get(number) != one["state"]:
            raise Violation(f"I4: {one['key']} is {one['state']}, told: {now.get(number)}")
