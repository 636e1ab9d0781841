"""The end of a world: faults cease, all that runs ends, nights follow until one begins nothing."""

import disputes
import facts
import people
import resolving
import restoring
import rule_people
import runs
import workers

NIGHTS_MAX = 20


class Calm:
    """A part of World."""

    def _calm_down(self):
        """Faults end; all workers finish; unknowns are asked about until nothing moves."""
        self.quiet = True
        while self.delayed:
            self._arrive(0)
        self._finish()
        self._finish(rule_people.put_right)
        for turn in range(5):
            self.now += 3 * self.wait if turn % 2 else 2 * workers.LEASE
            if turn in (1, 2):
                self._finish(runs.collect)
            self._finish_all(turn)
        for _night in range(NIGHTS_MAX):
            if not self._last_night():
                break

    def _finish_all(self, turn):
        """Whatever is under way comes to an end, as far as anybody can tell."""
        self._finish(restoring.audit)
        for number in list(self.store.tables["attempt"]):
            self._finish(resolving.resolve, number)
            self._finish(workers.book, number)
            self._finish(disputes.hear, number)
        for intent_id, intent in list(self.provider.intents.items()):
            self.provider.settle(intent_id)
            # `provider_charges` lists what the provider has: a late success is heard of. What
            # is open is found by asking.
            number = self.number_of(intent["description"])
            if not number:
                continue  # a page that was never shown
            state = self.store.tables["attempt"][number]["state"]
            if not self.can_list or state in ("failed", "canceled"):
                self._finish(resolving.told, number, dict(intent))
        self.calm_refunds(turn)

    def _last_night(self):
        """A night in which nothing goes wrong, what waits for a second person is released: whether
        it has begun anything."""
        before = len(self.store.tables["attempt"])
        self.now += facts.DAY
        self._finish(runs.collect)
        self._finish(people.release_as, "bert")
        self._finish(runs.collect)
        begun = len(self.store.tables["attempt"]) > before
        for turn in (3, 4) if begun else ():
            self.now += 3 * self.wait
            self._finish_all(turn)
        return begun

    def _finish(self, make=None, *values):
        """Let a new worker, and all that run, come to their end."""
        if make:
            who = self.name()
            self.running.append((who, make(self, *values, who)))
        while self.running:
            self._advance(self.random.choice(self.running))
