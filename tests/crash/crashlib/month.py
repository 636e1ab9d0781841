"""What happens in one random round: drawn from its seed alone, before anything is played.

    Month.drawn(7).told()     # what seed 7 brings, as lines
"""

import random
from dataclasses import dataclass, field

# Clients of each kind of method (tests/sandbox/company/load.py); a round draws among them.
KINDS = {"card": 8, "sepa": 5, "declined": 2, "sca": 2, "lost": 1}
POOL = {f"{kind}-{number}": [f"Villa {kind} {number}", kind]
        for kind, most in KINDS.items() for number in range(1, most + 1)}
KIND_WEIGHTS = {"card": 55, "sepa": 25, "declined": 10, "sca": 7, "lost": 3}
PROVIDER_FAULTS = (
    {"action": "lose_reply"}, {"action": "lose_request"}, {"action": "reset_after"},
    {"action": "reset_before"}, {"action": "error_after"},
    {"action": "error_after", "stored": False}, {"action": "error_before"},
    {"action": "rate_limit"}, {"action": "conflict"}, {"action": "amount", "value": 1},
    {"action": "delay_before", "seconds": 0.7}, {"action": "delay_after", "seconds": 0.7},
    {"action": "slow", "seconds": 0.5}, {"action": "webhook_first"},
)
WEBHOOK_FAULTS = ("webhook_twice", "webhook_never", "webhook_hold", "webhook_delay")
# What people do meanwhile (people.py), and how often.
ACTS = {"pay": 20, "pay_part": 12, "credit_note": 8, "hold": 10, "hold_client": 6, "reset": 10,
        "undo": 8, "collect_now": 12, "decide": 10, "switch_off": 5, "dispute": 6}
# What is done about money that was collected (refunding.py): mostly to what was so before the month.
REFUNDS = {"refund": 20, "refund_part": 24, "refund_clicks": 16, "refund_windows": 14,
           "refund_outside": 16, "refund_fails": 10}
SETTLED_WEIGHTS = {"card": 75, "sepa": 25}
ASKED_CONNECTOR = ("journal.", "call.before_", "call.after_")
COLLECTING_CALLS = {"hello", "run_open", "run_beat", "run_close", "candidates", "release",
                    "prepare", "execute", "book", "status", "resolve", "unfinished",
                    "provider_charges"}


@dataclass(frozen=True)
class Run:
    """One start of a connector: `who` is 'a' or 'b'."""

    who: str
    command: str
    after: float
    crash_at: str = ""


@dataclass(frozen=True)
class Act:
    """What a person does, at which moment, to which of the round's invoices."""

    after: float
    what: str
    debt: int


@dataclass(frozen=True)
class Month:
    """`debts`: [(client, cents)]; moments are seconds from the round's beginning.

    settled     so many of the debts, from the first on, are collected before the month begins
    deaths      flags of crash points; with '.connection' the database connection dies there
    cuts        moments at which a connection that works just now is cut
    overtaken   moment at which runs that live are thought dead, so that another may begin
    bad_wire    probability that a call between connector and Odoo is lost or doubled
    patience    seconds that an unknown waits before it is asked about
    day_room    euros that the day's cap leaves for this round, 0 for plenty
    released    runs need a second pair of eyes
    debits_end  how each pending debit ends: 'settle' or 'fail', by the invoice's number
    """

    seed: int
    debts: list
    runs: list
    acts: list
    faults: list = field(default_factory=list)
    deaths: list = field(default_factory=list)
    cuts: list = field(default_factory=list)
    overtaken: float | None = None
    bad_wire: float = 0.0
    patience: int = 0
    day_room: int = 0
    released: bool = False
    debits_end: list = field(default_factory=list)
    settled: int = 0

    @classmethod
    def drawn(cls, seed, connector_points, addon_points):
        """The month of a seed."""
        chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        settled = chance.choice((0, 1, 1, 2, 2))
        debts = [_debt(chance, SETTLED_WEIGHTS) for _number in range(settled)]
        debts += [_debt(chance, KIND_WEIGHTS) for _number in range(chance.randint(2, 5))]
        refunds = _refunds(chance, settled, len(debts))
        late = chance.random() < 0.3
        return cls(
            seed, debts, _runs(chance, connector_points),
            sorted([*refunds, *(Act(chance.uniform(0, 1.6), _weighted(chance, ACTS),
                                    chance.randrange(len(debts)))
                                for _number in range(chance.choice((0, 1, 2, 2, 3, 4))))],
                   key=lambda act: act.after),
            faults=_faults(chance) + (_refund_faults(chance) if refunds else []),
            deaths=_deaths(chance, addon_points, bool(refunds)),
            cuts=sorted(chance.uniform(0.1, 1.8)
                        for _cut in range(chance.choice((0, 0, 0, 1, 1, 2)))),
            overtaken=chance.uniform(0.2, 1.2) if chance.random() < 0.3 else None,
            bad_wire=chance.choice((0, 0, 0.08, 0.2)), patience=3600 if late else 0,
            day_room=chance.choice((20, 60)) if chance.random() < 0.12 else 0,
            released=chance.random() < 0.1,
            debits_end=["settle"] * settled + [
                chance.choice(("settle", "settle", "fail")) for _debt_ in debts[settled:]],
            settled=settled)

    def told(self):
        """The month as lines, for whoever looks for what went wrong."""
        lines = [f"seed {self.seed}: {len(self.debts)} invoices, {self.settled} of them collected "
                 f"before, patience {self.patience} s"]
        lines += [f"  invoice {number}: {client} {cents / 100:.2f}"
                  for number, (client, cents) in enumerate(self.debts)]
        lines += [f"  {run}" for run in self.runs] + [f"  {act}" for act in self.acts]
        lines += [f"  fault {one}" for one in self.faults]
        lines.append(f"  deaths {self.deaths}, cuts {[round(cut, 2) for cut in self.cuts]}, "
                     f"overtaken {self.overtaken}, bad wire {self.bad_wire}, day's room "
                     f"{self.day_room}, released {self.released}, debits {self.debits_end}")
        return lines


def _debt(chance, weights):
    kind = _weighted(chance, weights)
    return f"{kind}-{chance.randint(1, KINDS[kind])}", chance.randint(100, 4000)


def _weighted(chance, weights):
    return chance.choices(list(weights), list(weights.values()))[0]


def _refunds(chance, settled, debts):
    """Up to three acts on each that was collected before; now and then one on another."""
    found = []
    for debt in range(settled):
        moment = chance.uniform(0, 1)
        for _act in range(chance.choice((1, 1, 2, 3))):
            found.append(Act(moment, _weighted(chance, REFUNDS), debt))
            moment += chance.uniform(0, 0.8)
    if chance.random() < 0.3:
        found.append(Act(chance.uniform(1, 2.2), _weighted(chance, REFUNDS),
                         chance.randrange(settled, debts)))
    return found


def _runs(chance, points):
    """One connector collects; often another one works at the same moment."""
    runs = [Run("a", "collect", 0, _point(chance, points, 0.4))]
    if chance.random() < 0.7:
        command = chance.choice(("collect", "collect", "reconcile", "night"))
        runs.append(Run("b", command, chance.uniform(0, 1.2), _point(chance, points, 0.25)))
    return runs


def _point(chance, points, probability):
    near = [point for point in points if point.startswith("journal.")
            or point.split("_", 1)[-1] in COLLECTING_CALLS]
    return chance.choice(near) if chance.random() < probability else ""


def _deaths(chance, points, refunds):
    """Refunds pass few points: with refunds often one of theirs."""
    drawn = [points] * chance.choice((0, 0, 1, 1, 2))
    if refunds and chance.random() < 0.4:
        drawn.append([point for point in points if point.startswith("refund.")])
    return [chance.choice(some) + chance.choice(("", ".connection")) for some in drawn]


def _requests(chance, path, number, skip):
    """So many faults of requests: more often of those that move money than of questions."""
    return [_waiting({"method": "POST" if chance.random() < 0.75 else "GET", "path": path,
                      **chance.choice(PROVIDER_FAULTS), "times": chance.randint(1, 3),
                      "skip": chance.randint(0, skip)}) for _fault in range(number)]


def _refund_faults(chance):
    return _requests(chance, "/v1/refunds*", chance.choice((0, 1, 1, 2)), 1)


def _faults(chance):
    found = _requests(chance, "/v1/payment_intents*", chance.choice((0, 1, 1, 2, 3)), 2)
    return found + [_waiting({"event": "*", "action": chance.choice(WEBHOOK_FAULTS), "times": 0,
                              "seconds": 1, "probability": chance.choice((0.3, 0.7, 1))})
                    for _fault in range(chance.choice((0, 1, 1, 2)))]


def _waiting(rule):
    """A rule that says how long only where it waits."""
    return {name: value for name, value in rule.items() if name != "seconds" or rule["action"] in (
        "delay_before", "delay_after", "slow", "webhook_delay")}
