"""Short stories in which one guard alone stands between us and a second charge.

Each holds as the protocol is, and breaks when its guard is taken away.
"""

import contextlib

import facts
import judge
import mutants
import people
import pytest
import refunding
import resolving
import restore_mutants
import restoring
import workers
from protocol import answers, preflight, sending
from protocol.tables.base import Answer
from world import Violation, World

REFUSED = Answer(404, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})


def finish(world, make, *values):
    """Run a worker to its end; its locks are free then."""
    who = world.name()
    for _step in make(world, *values, who):
        pass
    world.gone(who)


class Story:
    """A world in which nothing happens by chance: one invoice, a provider that cannot list."""

    def __init__(self, invoices=1, can_list=False, without=()):
        self.world = World(1, invoices=invoices, without=without)
        self.world.quiet, self.world.can_list = True, can_list
        start = self.world.store.begin("story")
        start.put("settings", 1, release_above=0, cap_per_charge=10**6, cap_per_run=10**6,
                  cap_per_day=10**6)
        start.put("client", 1, debits=())
        start.commit()
        self.world.provider.random.choice = lambda options: options[0]
        self.world.provider.random.random = lambda: 0.99

    def attempt(self):
        """Prepare the next attempt; its key, None when it is refused."""
        tx = self.world.store.begin("story")
        order = workers.order_of(self.world, tx, 1)
        if not order:
            return None
        finish(self.world, workers.prepare, order)
        return self.world.number_of(order["key"]) or None

    def run(self, worker, *values, answer=None):
        """Run a worker to its end; `answer` takes the place of the network's next answers."""
        real = self.world.call
        if answer:
            self.world.call = lambda *call: answer(real, *call)
        finish(self.world, worker, *values)
        self.world.call = real

    def later(self):
        self.world.now += 300

    def judged(self):
        """Does the story end well?"""
        with contextlib.suppress(AttributeError):
            del self.world.provider.random.choice, self.world.provider.random.random
        self.world._calm_down()
        judge.verdict(self.world)


def lost_after(real, *call):
    real(*call)
    return Answer(0, problem="the reply was lost")


def lost_before(_real, *_call):
    return Answer(0, problem="the request was lost")


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


def a_late_request_arrives(without=()):
    """It takes hours on its way; the provider, asked meanwhile, knows nothing of it."""
    story = Story(can_list=True, without=without)
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


def two_small_runs_together_are_a_large_one(without=()):
    """Each below the threshold when it was planned: nobody released what both send."""
    story = Story(invoices=2, without=without)
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
    if not without and len(story.world.provider.executions) != 1:
        raise Violation(f"{len(story.world.provider.executions)} charges below the threshold")


def who_posted_an_invoice_releases_it(without=()):
    """Anna has posted it, and Anna presses the button."""
    story = Story(without=without)
    start = story.world.store.begin("story")
    start.put("settings", 1, release_above=500)
    start.commit()
    story.run(workers.collect)
    story.run(people.release, 1)
    story.run(workers.collect)
    story.judged()


def a_refund_that_a_restore_lost(without=()):
    """Given back in part, then the database comes back from a backup; two days later it is ordered
    again, and the provider has forgotten its key."""
    story = Story(without=without)
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


def a_late_click_meets_a_refund_that_a_restore_knows_as_ordered(without=()):
    """The backup was made between order and send; two days later the old dialog is clicked."""
    story = Story(without=without)
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


def a_hold_is_released_while_a_refund_is_booked(without=()):
    """Held for another reason; whoever releases it has not seen what is given back just now."""
    story = Story(without=without)
    world, number = story.world, story.attempt()
    story.run(workers.execute, number)
    story.run(workers.book, number)
    start = world.store.begin("story")
    hold = start.add("hold", subject=("invoice", 1), active=True)
    start.commit()
    world.refunds.by_hand("pi_1")
    hearing = refunding.hear(world, number, world.refunds.events[-1], "webhook")
    next(hearing)
    person = world.store.begin("person")
    person.put("hold", hold, active=False)
    person.commit()
    for _step in hearing:
        pass
    world.gone("webhook")
    story.run(people.collect_now, 1)
    story.judged()


def _restored_as_prepared(without, look):
    """A debit is on its way; the database comes back from a backup that knows it as prepared.
    `look`: who looks at it, before the audit."""
    story = Story(can_list=True, without=without)
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


def the_scheduled_action_looks_before_a_restore_is_noticed(without=()):
    """It would give up what was never sent, as far as the backup knows."""
    _restored_as_prepared(without, lambda story, number: story.run(resolving.resolve, number))


def somebody_executes_before_the_audit(without=()):
    """It would be called off, as nothing is charged while a restore is open."""
    def look(story, number):
        restoring.hello(story.world, "serve")
        story.run(workers.execute, number)
    _restored_as_prepared(without, look)


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
]


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
    with pytest.raises(Violation):
        story(without=(step,))


def test_every_step_that_chance_does_not_need_has_its_story():
    assert {step for _story, step in STEP_STORIES} == (
        mutants.IN_STORIES | restore_mutants.IN_STORIES)
