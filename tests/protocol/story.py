"""A world without chance, in which a story is told."""

import contextlib

import judge
import mutants
import workers
from protocol.tables.base import Answer
from world import World


def finish(world, make, *values):
    """Run a worker to its end; its locks are free then."""
    who = world.name()
    for _step in make(world, *values, who):
        pass
    world.gone(who)


class Story:
    """A world in which nothing happens by chance: one invoice, a provider that cannot list."""

    def __init__(self, invoices=1, can_list=False, mutant=mutants.NONE):
        self.world = World(1, invoices=invoices, without=mutant.without, unique=mutant.unique())
        self.world.quiet, self.world.can_list = True, can_list
        start = self.world.store.begin("story")
        start.put("settings", 1, release_above=0, cap_per_charge=10**6, cap_per_run=10**6,
                  cap_per_day=10**6)
        start.put("method", 1, is_debit=False)
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
