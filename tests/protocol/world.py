"""Random worlds: workers stopped at any step, calls doubled, replies lost or late, webhooks in
disorder, people acting meanwhile, two connectors at once, clocks that jump."""

import random

import disputes
import facts
import judge
import people
import resolving
import restoring
import runs
import workers
from calm import Calm
from judge import Violation
from portal import PortalWorld
from protocol.tables.base import Answer
from provider import Provider
from refund_world import RefundWorld
from restoring import RestoreWorld
from rule_world import RuleWorld
from store import INDEXES, Conflict, Duplicate, Store

__all__ = ["Violation", "World"]

PEOPLE = ("pay", "credit_note", "undo", "reset", "hold", "hold", "switch", "release", "release",
          "release", "withdraw", "new_method", "collect_now", "collect_now", "collect_now")
SHARE_OF_REFUNDS = {"refunds": 0.7, "restores": 0.3}
# Beside a restore, only what needs no hand in Odoo that the journal would not have seen.
AWAY_FROM_ODOO = ("pay", "switch", "new_method")
WORKERS_MAX = 5
# What happens besides charges, by the seed.
KINDS = ("charges", "charges", "refunds", "portal", "restores", "rules")


class World(Calm, RefundWorld, PortalWorld, RestoreWorld, RuleWorld):
    """One world, made and judged from its seed alone. `without`: guards that a mutant took; `kind`:
    one of KINDS, '' for that of the seed."""

    wait = 120

    def __init__(self, seed, invoices=0, without=(), unique=INDEXES, kind=""):
        self.random = random.Random(seed)
        self.kind = kind or KINDS[seed // 3 % len(KINDS)]
        self.without = frozenset(without)
        self.now, self.epochs, self.methods = 0, ["sim"], 20
        self.quiet = False
        self.can_list = self.random.random() < 0.5
        self.slots = self.random.choice((1, 2, 4))
        self.store = Store(unique)
        self.provider = Provider(self.random, lambda: self.now)
        self.delayed, self.orders, self.running = [], [], []
        self.undone, self.calling, self.freed = set(), set(), set()
        self.left, self.unknown_there = {}, set()
        self.count = 0
        self.begin_refunds()
        self.begin_portal()
        self.begin_restores()
        self._begin(seed, invoices)
        if self.kind == "refunds":
            self.collect_quietly()

    def _begin(self, seed, invoices):
        start = self.store.begin("start")
        limited = self.random.random() < 0.3 and self.kind == "charges"
        start.put("settings", 1, on=True, restore_open=False,
                  cap_per_charge=1500 if seed % 7 == 4 else 10**6,
                  cap_per_run=2500 if limited else 10**6, cap_per_day=2600 if limited else 10**6,
                  release_above=1500 if self.random.random() < 0.3 else 0)
        for number in range(1, (invoices or 1 + seed % 3) + 1):
            start.put("invoice", number, client=1, residual=1000 * number, total=1000 * number,
                      blocked=False, posted_by="anna", date=facts.FIRST_DAY, released=False,
                      sent_on=self.random.choice((None, *facts.SENT_ON)))
        self.begin_rules(start)
        start.commit()

    def has(self, guard):
        """Whether a guard is there: all are, but for a mutant's."""
        return guard not in self.without

    def violated(self, what):
        raise Violation(what)

    # ------------------------------------------------------------------ the outside

    def call(self, reference, minor, key, method=0, is_debit=False):
        """The charge over a bad network: lost before, late, lost after, or answered."""
        luck = 1 if self.quiet else self.random.random()
        if luck < 0.13:
            return Answer(0, problem="the request was lost")
        request = (reference, minor, key, method, is_debit)
        if luck < 0.2:
            self.delayed.append((self.provider.create, request))
            return Answer(0, problem="it takes too long")
        status, body, replayed = self.provider.create(*request)
        if luck < 0.38:
            return Answer(0, problem="the reply was lost")
        if luck < 0.42:
            return Answer(500, {"error": {"type": "api_error"}})
        if luck < 0.45:
            return Answer(429, {"error": {"type": "invalid_request_error", "code": "rate_limit"}})
        if luck < 0.48 and body.get("object"):
            return Answer(status, {**body, "amount": minor + 1}, replayed)
        return Answer(status, body, replayed)

    def bytes_of(self, attempt, _kind):
        """The idempotency key that is sent: that of the record, for a replay too."""
        return attempt["token"]

    def ask(self, reference, intent_id):
        """An Answer, or None when the provider knows nothing of it."""
        answer = self._asked(reference, intent_id)
        if answer is None:
            self.unknown_there.add(reference)
        return answer

    def _asked(self, reference, intent_id):
        if not self.quiet and self.random.random() < 0.2:
            return Answer(0, problem="the reply was lost")
        if not self.can_list and not intent_id:
            return None
        found = self.provider.find(reference, intent_id)
        return Answer(200, found) if found else None

    def take_slot(self, who):
        """So many calls at once and no more; a worker's end gives its slot back."""
        taken = {name for name in self.store.locks if name[0] == "slot"}
        free = [number for number in range(self.slots) if ("slot", number) not in taken]
        if free:
            self.store.locks["slot", free[0]] = f"{who}/slot"
        return bool(free)

    def gone(self, who):
        """A worker has ended or died: what it had locked is free, and it calls nobody."""
        for name in (who, f"{who}/caps", f"{who}/slot", f"{who}/wire"):
            self.store.release(name)
        self.calling.discard(who)

    def prepared(self, number, seen):
        judge.prepared(self, number, seen)

    def leaves(self, tx, number, kind):
        """A charge leaves at this very moment."""
        judge.leaves(self, tx, number, kind)

    # ------------------------------------------------------------------ the run

    def run(self, steps):
        """So many random steps, then quiet, then the verdict."""
        for _step in range(steps):
            self._step()
        self._calm_down()
        judge.verdict(self)

    def _step(self):
        if self.kind == "restores":
            self.witness_or_restore()
        choice = self.random.random()
        if choice < 0.3 and len(self.running) < WORKERS_MAX:
            self._start()
        elif choice < 0.315:
            self._let_time_pass(self.random.choice((20, 60, 100)))
        elif choice < 0.325:
            self._let_time_pass(self.random.choice(
                (200, 400, 4000, 80000, 86400, 260000, 700000, 1300000)))
        elif choice < 0.36 and self.provider.intents:
            self._happens()
        elif choice < 0.39 and self.delayed:
            self._arrive(self.random.randrange(len(self.delayed)))
        elif self.running:
            self._advance(self.random.choice(self.running))

    def _about_refunds(self):
        share = SHARE_OF_REFUNDS.get(self.kind)
        return bool(share) and self.random.random() < share

    def _happens(self):
        """Something moves at the provider."""
        if self._about_refunds():
            self.move_refunds()
            return
        if self.pages and self.random.random() < 0.7:
            self.provider.client_pays(self.random.choice(self.pages))
            return
        intent = self.random.choice(list(self.provider.intents))
        self.provider.settle(intent)
        if self.random.random() < (0.08 if self.kind != "refunds" else 0.4):
            self._disputed(intent)

    def _disputed(self, intent):
        """All of a charge or a part is taken back, or a dispute is won."""
        opened = [number for number, one in self.provider.disputes.made.items() if not one["won"]]
        left, amount = self.refunds.left(intent), self.provider.intents[intent]["amount"]
        if opened and self.random.random() < 0.4:
            self.provider.disputes.win(self.random.choice(opened))
        elif left:
            self.provider.disputes.begin(intent, self.random.choice(
                (amount, max(1, left // 2), max(1, left // 2))))

    def _arrive(self, number):
        """A request that everybody thought lost reaches the provider."""
        create, request = self.delayed.pop(number)
        create(*request)

    def _let_time_pass(self, seconds):
        """A worker does not live longer than the wait of `resolve`: Odoo's limit_time_real."""
        while seconds >= 3600 and self.delayed:
            self._arrive(0)  # no network holds a request for hours
        self.now += seconds
        if seconds >= self.wait:
            for who, worker in self.running:
                worker.close()
                self.gone(who)
            self.running = []

    def _start(self):
        who = self.name()
        attempts = self.store.tables["attempt"]
        if self._about_refunds():
            worker = self.start_refund(who)
            if worker:
                self.running.append((who, worker))
            return
        if self.kind == "portal" and self.random.random() < 0.25:
            self.running.append((who, self.start_portal(who)))
            return
        if self.kind == "rules" and self.random.random() < 0.15:
            self.running.append((who, self.start_rule(who)))
            return
        kind = self.random.random()
        if self.kind == "restores" and (0.66 <= kind < 0.7 or kind > 0.93):
            self.running.append((who, restoring.audit(self, who)))  # nobody acts by hand here
            return
        if kind < 0.25 or not attempts:
            worker = runs.collect(self, who)
        elif kind < 0.42 and not self.may_run(who):
            return  # what a connector asks for, it asks for in a run
        elif kind < 0.29 and self.orders:
            worker = workers.prepare(self, self._old_order(), who)
        elif kind < 0.42:
            worker = workers.execute(self, self._pick("prepared", "sending"), who)
        elif kind < 0.58:
            worker = resolving.resolve(self, self._pick("sending", "unknown", "pending"), who)
        elif kind < 0.66:
            worker = workers.book(self, self._pick("done"), who, self.random.random() < 0.7)
        elif kind < 0.7:
            worker = people.decide(self, self._pick("unknown"), who)
        elif kind < 0.86:
            worker = self._hear(who)
        else:
            act = self.random.choice(PEOPLE if self.kind != "restores" else AWAY_FROM_ODOO)
            worker = getattr(people, act)(self, self._any_move(), who)
        self.running.append((who, worker))

    def _old_order(self):
        """An order that comes again, or from a connector that knows another epoch."""
        order = dict(self.random.choice(self.orders))
        if self.random.random() < 0.1:
            order["key"] = f"{order['key']}-of-another-epoch"
        return order

    def _any_move(self):
        """An invoice whose attempt is under way, where there is one, or any."""
        tables = self.store.tables
        busy = [row["move"] for row in tables["row"].values() if row["live"]]
        return self.random.choice(
            busy if busy and self.random.random() < 0.5 else list(tables["invoice"]))

    def _pick(self, *wanted):
        """Mostly an attempt in one of these states, sometimes any."""
        attempts = self.store.tables["attempt"]
        likely = [key for key, row in attempts.items() if row["state"] in wanted]
        return self.random.choice(
            likely if likely and self.random.random() < 0.8 else list(attempts))

    def _hear(self, who):
        """A webhook of now or of long ago, right or about an object that somebody else names."""
        if self.provider.disputes.made and self.random.random() < 0.3:
            return disputes.hear(self, self._pick("done", "returned"), who)
        intent = dict(self.random.choice(self.provider.events)) if self.provider.events else {}
        number = self.number_of(intent.get("description"))
        if not number or self.random.random() < 0.15:
            number = self._pick("pending")
        return resolving.told(self, number, intent, who)

    def number_of(self, key):
        """The attempt of that key, 0 for none."""
        return next((number for number, one in self.store.tables["attempt"].items()
                     if one["key"] == key), 0)

    def name(self):
        self.count += 1
        return f"w{self.count}"

    def _advance(self, pair):
        who, worker = pair
        crash = not self.quiet and self.random.random() < 0.02
        try:
            if crash:
                raise StopIteration
            next(worker)
        except (StopIteration, Conflict, Duplicate):
            worker.close()
            self.gone(who)
            self.running.remove(pair)
