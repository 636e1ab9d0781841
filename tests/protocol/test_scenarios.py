"""Short stories in which one guard alone stands between us and a second charge.

Each holds as the protocol is, and breaks when its guard is taken away.
"""

import contextlib

import dispute_mutants
import disputes
import facts
import mutants
import people
import portal
import portal_mutants
import pytest
import refund_hearing
import refunding
import resolving
import restore_mutants
import restoring
import runs
import workers
from protocol import answers, preflight, sending
from protocol.tables.base import Answer
from store import Duplicate, one_number
from story import Story, finish, lost_after, lost_before
from world import Violation

REFUSED = Answer(404, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})


def a_replay_is_refused():
    """Charged, the reply lost; sent again, the provider refuses because the method is gone."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_after)
    story.later()
    story.run(resolving.resolve, key, answer=lambda *_call: REFUSED)
    story.run(people.new_method, 1)
    second = story.attempt()
    if second:
        story.run(workers.execute, second)
        story.run(workers.book, second)
    story.judged()


def the_client_pays_otherwise():
    """Never delivered; the client pays by transfer; then the unknown is resolved."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_before)
    story.run(people.pay_all, 1)
    story.later()
    story.run(resolving.resolve, key)
    story.judged()


def the_kill_switch_is_pulled():
    """Never delivered; collection is switched off; nothing more may be charged."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_before)
    story.run(people.switch, 1)
    story.later()
    story.run(resolving.resolve, key)
    if story.world.provider.executions:
        raise Violation("charged after the kill switch")


def a_replay_after_a_day():
    """Charged, the reply lost; a day later the provider has forgotten the key."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_after)
    story.world.now += 25 * 3600
    story.run(resolving.resolve, key)
    story.judged()


def a_late_request_arrives(mutant=mutants.NONE):
    """It takes hours on its way; the provider, asked meanwhile, knows nothing of it."""
    story = Story(can_list=True, mutant=mutant)
    key = story.attempt()
    story.run(workers.execute, key, answer=lambda _real, *call: (
        story.world.delayed.append((story.world.provider.create, call))
        or Answer(0, problem="it takes too long")))
    story.later()
    story.run(resolving.resolve, key)
    second = story.attempt()
    if second:
        story.run(workers.execute, second)
        story.run(workers.book, second)
    story.judged()


def two_small_runs_together_are_a_large_one(mutant=mutants.NONE):
    """Each below the threshold when it was planned: nobody released what both send."""
    story = Story(invoices=2, mutant=mutant)
    start = story.world.store.begin("story")
    start.put("settings", 1, release_above=2500)
    for run in ("run-a", "run-b"):
        start.add("release", company=1, run=run, state="free", until=0, by=None)
    orders = [workers.order_of(story.world, start, move, run=run)
              for move, run in ((1, "run-a"), (2, "run-b"))]
    start.commit()
    for order in orders:
        finish(story.world, workers.prepare, order)
    for order in orders:
        story.run(workers.execute, story.world.number_of(order["key"]))
    if not mutant.without and len(story.world.provider.executions) != 1:
        raise Violation(f"{len(story.world.provider.executions)} charges below the threshold")


def who_posted_an_invoice_releases_it(mutant=mutants.NONE):
    """Anna has posted it, and Anna presses the button."""
    story = Story(mutant=mutant)
    start = story.world.store.begin("story")
    start.put("settings", 1, release_above=500)
    start.commit()
    story.run(runs.collect)
    story.run(people.release, 1)
    story.run(runs.collect)
    story.judged()


def a_refund_that_a_restore_lost(mutant=mutants.NONE):
    """Given back in part, then the database comes back from a backup; two days later it is ordered
    again, and the provider has forgotten its key."""
    story = Story(mutant=mutant)
    number = story.attempt()
    story.run(workers.execute, number)
    story.run(workers.book, number)
    backup = story.world.store.tables
    for _time in range(2):
        story.world.store.tables = backup
        dialog = {"attempt": number, "no": 1, "minor": 300, "keys": set()}
        story.run(refunding.order, dialog)
        story.world.now += 2 * 86400
    story.judged()


def a_late_click_meets_a_refund_that_a_restore_knows_as_ordered(mutant=mutants.NONE):
    """The backup was made between order and send; two days later the old dialog is clicked."""
    story = Story(mutant=mutant)
    world, number = story.world, story.attempt()
    story.run(workers.execute, number)
    story.run(workers.book, number)
    dialog = {"attempt": number, "no": 1, "minor": 300, "keys": set()}
    click = refunding.order(world, dialog, "click")
    while not world.store.tables["refund"]:
        next(click)
    backup = world.store.tables
    for _step in click:
        pass
    world.gone("click")
    world.store.tables = backup
    world.now += 2 * 86400
    story.run(refunding.order, dialog)
    story.judged()


def a_hold_is_released_while_a_refund_is_booked(mutant=mutants.NONE):
    """Held for another reason; whoever releases it has not seen what is given back just now."""
    story = Story(mutant=mutant)
    world, number = story.world, story.attempt()
    story.run(workers.execute, number)
    story.run(workers.book, number)
    start = world.store.begin("story")
    hold = start.add("hold", subject=("invoice", 1), active=True, cause="person")
    start.commit()
    world.refunds.by_hand("pi_1")
    hearing = refund_hearing.hear(world, number, world.refunds.events[-1], "webhook")
    next(hearing)
    person = world.store.begin("person")
    person.put("hold", hold, active=False)
    person.commit()
    for _step in hearing:
        pass
    world.gone("webhook")
    story.run(people.collect_now, 1)
    story.judged()


def _restored_as_prepared(mutant, look):
    """A debit is on its way; the database comes back from a backup that knows it as prepared.
    `look`: who looks at it, before the audit."""
    story = Story(can_list=True, mutant=mutant)
    world, number = story.world, story.attempt()
    backup = world.store.tables
    world.provider.random.choice = lambda options: (
        "processing" if "processing" in options else options[0])
    story.run(workers.execute, number)
    world.witness()
    world.store.tables = backup
    world.now += 2 * workers.LEASE
    look(story, number)
    restoring.hello(world, "serve")
    finish(world, restoring.audit)
    second = story.attempt()
    if second:
        story.run(workers.execute, second)
    for intent in world.provider.intents.values():
        world.provider._becomes(intent, "succeeded")
    story.judged()


def the_scheduled_action_looks_before_a_restore_is_noticed(mutant=mutants.NONE):
    """It would give up what was never sent, as far as the backup knows."""
    _restored_as_prepared(mutant, lambda story, number: story.run(resolving.resolve, number))


def a_run_takes_up_what_a_restore_knows_as_prepared(mutant=mutants.NONE):
    """The journal was restored as well, and the provider has forgotten the key meanwhile."""
    def look(story, number):
        story.world.now += 2 * 86400
        story.run(workers.execute, number)
    _restored_as_prepared(mutant, look)


def somebody_executes_before_the_audit(mutant=mutants.NONE):
    """It would be called off, as nothing is charged while a restore is open."""
    def look(story, number):
        restoring.hello(story.world, "serve")
        story.run(workers.execute, number)
    _restored_as_prepared(mutant, look)


def an_order_comes_when_another_had_its_number(mutant=mutants.NONE):
    """Planned, then the client pays a part: the rest is prepared under that number, and called off.
    The accountant resets the part; now the first order comes, of a connector that hung."""
    story = Story(mutant=mutant)
    world, tx = story.world, story.world.store.begin("story")
    late = workers.order_of(world, tx, 1)
    story.run(people.pay, 1)
    number = story.attempt()
    for act, what in ((people.switch, 1), (workers.execute, number), (people.switch, 1),
                      (people.undo, 1)):
        story.run(act, what)
    with contextlib.suppress(Duplicate):
        story.run(workers.prepare, late)
    story.judged()


def a_part_is_disputed_before_its_charge_is_heard_of(mutant=mutants.NONE):
    """A debit is pending here; at the provider it is paid, and the client has taken a part back."""
    story = Story(mutant=mutant)
    world = story.world
    world.provider.random.choice = lambda options: (
        "processing" if "processing" in options else options[0])
    number = story.attempt()
    story.run(workers.execute, number)
    world.provider._becomes(world.provider.intents["pi_1"], "succeeded")
    world.provider.disputes.begin("pi_1", 300)
    story.run(disputes.hear, number)
    story.judged()


def a_declined_page_cannot_be_asked_about(mutant=mutants.NONE):
    """Declined, and open in the browser; asked about, the provider says nothing. He clicks *Pay*
    once more, and pays on every page that he has."""
    story = Story(can_list=True, mutant=mutant)
    world = story.world
    story.run(portal.pay_online, 1)
    page = world.provider.intents["pi_1"]
    page["last_payment_error"] = {"code": "card_declined", "decline_code": "generic_decline"}
    world.provider._becomes(page, "requires_payment_method")
    story.run(resolving.told, world.number_of(page["description"]), dict(page))
    real, world.ask = world.ask, lambda *_asked: Answer(0, problem="the reply was lost")
    story.run(portal.pay_online, 1)
    world.ask = real
    for intent in world.provider.intents.values():
        world.provider._becomes(intent, "succeeded")
    story.judged()


def a_restore_is_noticed_before_a_charge_leaves():
    """It was prepared a moment ago; then `hello` finds that the database came back from a backup."""
    story = Story()
    number = story.attempt()
    noticed = story.world.store.begin("hello")
    noticed.put("settings", 1, restore_open=True)
    noticed.commit()
    story.run(workers.execute, number)
    if story.world.provider.executions:
        raise Violation("charged though a restore is open")


def _without(name, argument, value):
    real = getattr(sending, name)

    def mutant(*values):
        values = list(values)
        values[argument] = value
        return real(*values)
    return mutant


def _refusal_frees():
    real = answers.state_of
    return lambda kind, finding: (
        "canceled" if finding.meaning == "refused" else real(kind, finding))


def its_payment_is_undone():
    """Collected and in the books; somebody takes the payment off; a colleague presses Collect now."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key)
    story.run(workers.book, key)
    story.run(people.undo, 1)
    assert story.world.undone
    story.run(people.collect_now, 1)
    story.judged()


STORIES = [
    (its_payment_is_undone, facts, "OVERRIDES", {
        **facts.OVERRIDES, "hand": facts.OVERRIDES["hand"] | preflight.AFTER_READING}),
    (a_replay_is_refused, answers, "state_of", _refusal_frees()),
    (the_client_pays_otherwise, sending, "replay_refusal", _without("replay_refusal", 4, "")),
    (the_kill_switch_is_pulled, sending, "replay_refusal", _without("replay_refusal", 4, "")),
    (a_replay_after_a_day, sending, "replay_refusal", _without("replay_refusal", 1, 0)),
    (a_late_request_arrives, sending, "never_left", lambda *_values: True),
    (a_restore_is_noticed_before_a_charge_leaves, *mutants.without_reason(
        "restore_open").patches[0]),
]
STEP_STORIES = [
    (a_late_request_arrives, "record.first"),
    (two_small_runs_together_are_a_large_one, "release.unreleased"),
    (who_posted_an_invoice_releases_it, "release.four_eyes"),
    (a_hold_is_released_while_a_refund_is_booked, "hold.seen"),
    (a_refund_that_a_restore_lost, "refund.look"),
    (a_late_click_meets_a_refund_that_a_restore_knows_as_ordered, "refund.lease"),
    (the_scheduled_action_looks_before_a_restore_is_noticed, "restore.give_up"),
    (somebody_executes_before_the_audit, "restore.call_off"),
    (a_run_takes_up_what_a_restore_knows_as_prepared, "restore.age"),
    (an_order_comes_when_another_had_its_number, "number.next"),
    (a_part_is_disputed_before_its_charge_is_heard_of, "dispute.part.done"),
    (a_declined_page_cannot_be_asked_about, "portal.still.open"),
]
# The index that holds the same as a step.
BEHIND = {"number.next": (one_number,)}


@pytest.mark.parametrize("story", {row[0] for row in [*STORIES, *STEP_STORIES]},
                         ids=lambda story: story.__name__)
def test_story_ends_well(story):
    story()


@pytest.mark.parametrize("story, module, name, mutant",
                         [pytest.param(*row, id=row[0].__name__) for row in STORIES])
def test_story_ends_badly_without_its_guard(monkeypatch, story, module, name, mutant):
    monkeypatch.setattr(module, name, mutant)
    with pytest.raises(Violation):
        story()


@pytest.mark.parametrize("story, step",
                         [pytest.param(*row, id=row[0].__name__) for row in STEP_STORIES])
def test_story_ends_badly_without_its_step(story, step):
    mutant = mutants.together((step,), BEHIND.get(step, ()))
    with pytest.raises(Violation):
        story(mutant=mutant)


def test_every_step_that_chance_does_not_need_has_its_story():
    assert {step for _story, step in STEP_STORIES} == (
        mutants.IN_STORIES | restore_mutants.IN_STORIES | dispute_mutants.IN_STORIES
        | portal_mutants.IN_STORIES)
