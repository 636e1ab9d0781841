"""Short stories in which one guard alone stands between us and a second charge.

Each holds as the protocol is, and breaks when its guard is taken away.
"""

import contextlib

import pytest
import workers
from protocol import answers, sending
from protocol.tables.base import Answer
from world import Violation, World

REFUSED = Answer(404, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})


def finish(world, make, *values):
    """Run a worker to its end; its locks are free then."""
    who = world._name()
    for _step in make(world, *values, who):
        pass
    world.store.release(who)


class Story:
    """A world in which nothing happens by chance: one invoice, a provider that cannot list."""

    def __init__(self):
        self.world = World(1, invoices=1)
        self.world.quiet, self.world.can_list = True, False
        self.world.provider.random.choice = lambda options: options[0]
        self.world.provider.random.random = lambda: 0.99

    def attempt(self):
        """Prepare the next attempt; its key, None when it is refused."""
        before = set(self.world.store.tables["attempt"])
        finish(self.world, workers.prepare, 1)
        made = set(self.world.store.tables["attempt"]) - before
        return made.pop() if made else None

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
        self.world.judge()


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
    story.run(workers.resolve, key, answer=lambda *_call: REFUSED)
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
    story.run(workers.pay_outside, 1)
    story.later()
    story.run(workers.resolve, key)
    story.judged()


def the_kill_switch_is_pulled():
    """Never delivered; collection is switched off; nothing more may be charged."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_before)
    story.world.stopped = True
    story.later()
    story.run(workers.resolve, key)
    if story.world.provider.executions:
        raise Violation("charged after the kill switch")


def a_replay_after_a_day():
    """Charged, the reply lost; a day later the provider has forgotten the key."""
    story = Story()
    key = story.attempt()
    story.run(workers.execute, key, answer=lost_after)
    story.world.now += 25 * 3600
    story.run(workers.resolve, key)
    story.judged()


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


STORIES = [
    (a_replay_is_refused, answers, "state_of", _refusal_frees()),
    (the_client_pays_otherwise, sending, "replay_refusal", _without("replay_refusal", 4, "")),
    (the_kill_switch_is_pulled, sending, "replay_refusal", _without("replay_refusal", 4, "")),
    (a_replay_after_a_day, sending, "replay_refusal", _without("replay_refusal", 1, 0)),
]


@pytest.mark.parametrize("story", [row[0] for row in STORIES], ids=lambda story: story.__name__)
def test_story_ends_well(story):
    story()


@pytest.mark.parametrize("story, module, name, mutant",
                         [pytest.param(*row, id=row[0].__name__) for row in STORIES])
def test_story_ends_badly_without_its_guard(monkeypatch, story, module, name, mutant):
    monkeypatch.setattr(module, name, mutant)
    with pytest.raises(Violation):
        story()
