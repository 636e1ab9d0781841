"""Random worlds: workers stopped at any step, calls doubled, replies lost, clocks that jump."""

import random

import workers
from protocol import states
from protocol.tables.base import Answer
from provider import Provider
from store import INDEXES, Conflict, Duplicate, Store


class Violation(AssertionError):
    """An invariant does not hold."""


class World:
    """One world, made and judged from its seed alone."""

    wait = 120

    def __init__(self, seed, invoices=0):
        self.random = random.Random(seed)
        self.now = 0
        self.stopped = False
        self.quiet = False
        self.can_list = self.random.random() < 0.5
        self.store = Store(INDEXES)
        self.provider = Provider(self.random, lambda: self.now)
        self.provider.on_charge = self._judge_charge
        self.count = 0
        start = self.store.begin("start")
        for number in range(1, (invoices or 1 + seed % 2) + 1):
            start.put("invoice", number, residual=1000 * number, total=1000 * number)
        start.commit()
        self.running = []

    # ------------------------------------------------------------------ the outside

    def call(self, reference, minor, key):
        """The charge over a bad network: lost before, lost after, or answered."""
        luck = 1 if self.quiet else self.random.random()
        if luck < 0.2:
            return Answer(0, problem="the request was lost")
        status, body, replayed = self.provider.create(reference, minor, key)
        if luck < 0.4:
            return Answer(0, problem="the reply was lost")
        if luck < 0.44:
            return Answer(500, {"error": {"type": "api_error"}})
        return Answer(status, body, replayed)

    def ask(self, reference, intent_id):
        """An Answer, or None when the provider knows nothing of it (or did not answer)."""
        if not self.quiet and self.random.random() < 0.2:
            return Answer(0, problem="the reply was lost")
        if not self.can_list and not intent_id:
            return None
        found = self.provider.find(reference, intent_id)
        return Answer(200, found) if found else None

    def _judge_charge(self, intent):
        """I1 at the very moment at which money moves."""
        attempt = self.store.tables["attempt"][intent["description"]]
        residual = self.store.tables["invoice"][attempt["move"]]["residual"]
        if intent["amount"] > residual:
            raise Violation(f"I1: {intent['amount']} charged, {residual} due")

    # ------------------------------------------------------------------ the run

    def run(self, steps):
        """So many random steps, then quiet, then the verdict."""
        for _step in range(steps):
            self._step()
        self._calm_down()
        self.judge()

    def _step(self):
        choice = self.random.random()
        if choice < 0.35 and len(self.running) < 4:
            self._start()
        elif choice < 0.39:
            self._let_time_pass(self.random.choice([20, 40, 60, 80, 100, 200, 400, 80000]))
        elif choice < 0.393:
            self.stopped = not self.stopped and self.random.random() < 0.4
        elif choice < 0.45 and self.provider.intents:
            self.provider.settle(self.random.choice(list(self.provider.intents)))
        elif self.running:
            self._advance(self.random.choice(self.running))

    def _let_time_pass(self, seconds):
        """A worker does not live longer than the wait of `resolve`: Odoo's limit_time_real."""
        self.now += seconds
        if seconds >= self.wait:
            for who, worker in self.running:
                worker.close()
                self.store.release(who)
            self.running = []

    def _start(self):
        who = self._name()
        kind = self.random.random()
        attempts = self.store.tables["attempt"]
        if kind < 0.22 or not attempts:
            worker = workers.prepare(self, self._any_move(), who)
        elif kind < 0.235:
            worker = workers.pay_outside(self, self._doubtful_move(), who)
        elif kind < 0.5:
            worker = workers.execute(self, self._pick("prepared", "sending"), who)
        elif kind < 0.75:
            worker = workers.resolve(self, self._pick("sending", "unknown", "pending"), who)
        elif kind < 0.84:
            worker = workers.book(self, self._pick("done"), who)
        elif kind < 0.88:
            worker = workers.decide(self, self._pick("unknown"), who)
        else:
            worker = self._hear(who)
        self.running.append((who, worker))

    def _any_move(self):
        return self.random.choice(list(self.store.tables["invoice"]))

    def _doubtful_move(self):
        """An invoice whose attempt is unknown, where there is one: that client pays otherwise."""
        doubtful = [row["move"] for row in self.store.tables["attempt"].values()
                    if row["state"] == "unknown"]
        return self.random.choice(doubtful) if doubtful else self._any_move()

    def _pick(self, *wanted):
        """Mostly an attempt in one of these states, sometimes any."""
        attempts = self.store.tables["attempt"]
        likely = [key for key, row in attempts.items() if row["state"] in wanted]
        return self.random.choice(
            likely if likely and self.random.random() < 0.8 else list(attempts))

    def _hear(self, who):
        """A webhook about the right object, or one that somebody else names."""
        intents = list(self.provider.intents.values())
        intent = dict(self.random.choice(intents)) if intents else {}
        key = intent.get("description")
        if not key or self.random.random() < 0.3:
            key = self._pick("pending")
        return workers.told(self, key, intent, who)

    def _name(self):
        self.count += 1
        return f"w{self.count}"

    def _advance(self, pair):
        who, worker = pair
        crash = not self.quiet and self.random.random() < 0.06
        try:
            if crash:
                raise StopIteration
            next(worker)
        except (StopIteration, Conflict, Duplicate):
            worker.close()
            self.store.release(who)
            self.running.remove(pair)

    def _calm_down(self):
        """Faults end; all workers finish; unknowns are asked about until nothing moves."""
        self.quiet, self.stopped = True, False
        for intent_id in list(self.provider.intents):
            self.provider.settle(intent_id)
        for _round in range(6):
            while self.running:
                self._advance(self.random.choice(self.running))
            self.now += 3 * self.wait
            for key in list(self.store.tables["attempt"]):
                for make in (workers.resolve, workers.book):
                    who = self._name()
                    self.running.append((who, make(self, key, who)))
            for intent_id, intent in list(self.provider.intents.items()):
                self.provider.settle(intent_id)
                # `provider_charges` lists what the provider has: a late success is heard of.
                who = self._name()
                told = workers.told(self, intent["description"], dict(intent), who)
                self.running.append((who, told))

    # ------------------------------------------------------------------ the verdict

    def judge(self):
        """I1 and I2 over the whole world."""
        tables, successes = self.store.tables, self.provider.successes()
        by_move = {}
        for key, charged in successes.items():
            attempt = tables["attempt"][key]
            if len(charged) > 1:
                raise Violation(f"I1: {key} was charged {len(charged)} times")
            if not attempt["extra"] and not attempt["misjudged"]:
                by_move.setdefault(attempt["move"], []).append(charged[0])
        for move_id, charged in by_move.items():
            if len(charged) > 1:
                raise Violation(f"I1: invoice {move_id} was charged {charged}")
        self._judge_books(successes)

    def _judge_books(self, successes):
        tables = self.store.tables
        paid = [row["attempt"] for row in tables["payment"].values()]
        if sorted(paid) != sorted(successes):
            lost, made_up = set(successes) - set(paid), set(paid) - set(successes)
            raise Violation(f"I2: without payment {lost}, without charge {made_up}")
        for key, attempt in tables["attempt"].items():
            if attempt["state"] in (states.SENDING, states.PREPARED):
                raise Violation(f"{key} is left in {attempt['state']}")
