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

    @classmethod
    def drawn(cls, seed, connector_points, addon_points):
        """The month of a seed."""
        chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        debts = [_debt(chance) for _number in range(chance.randint(2, 5))]
        late = chance.random() < 0.3
        return cls(
            seed, debts, _runs(chance, connector_points),
            sorted((Act(chance.uniform(0, 1.6), _weighted(chance, ACTS),
                        chance.randrange(len(debts)))
                    for _number in range(chance.choice((0, 1, 2, 2, 3, 4)))),
                   key=lambda act: act.after),
            faults=_faults(chance), deaths=_deaths(chance, addon_points),
            cuts=sorted(chance.uniform(0.1, 1.8)
                        for _cut in range(chance.choice((0, 0, 0, 1, 1, 2)))),
            overtaken=chance.uniform(0.2, 1.2) if chance.random() < 0.3 else None,
            bad_wire=chance.choice((0, 0, 0.08, 0.2)), patience=3600 if late else 0,
            day_room=chance.choice((20, 60)) if chance.random() < 0.12 else 0,
            released=chance.random() < 0.1,
            debits_end=[chance.choice(("settle", "settle", "fail")) for _debt_ in debts])

    def told(self):
        """The month as lines, for whoever looks for what went wrong."""
        lines = [f"seed {self.seed}: {len(self.debts)} invoices, patience {self.patience} s"]
        lines += [f"  invoice {number}: {client} {cents / 100:.2f}"
                  for number, (client, cents) in enumerate(self.debts)]
        lines += [f"  {run}" for run in self.runs] + [f"  {act}" for act in self.acts]
        lines += [f"  fault {one}" for one in self.faults]
        lines.append(f"  deaths {self.deaths}, cuts {[round(cut, 2) for cut in self.cuts]}, "
                     f"overtaken {self.overtaken}, bad wire {self.bad_wire}, day's room "
                     f"{self.day_room}, released {self.released}, debits {self.debits_end}")
        return lines


def _debt(chance):
    kind = _weighted(chance, KIND_WEIGHTS)
    return f"{kind}-{chance.randint(1, KINDS[kind])}", chance.randint(100, 4000)


def _weighted(chance, weights):
    return chance.choices(list(weights), list(weights.values()))[0]


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


def _deaths(chance, points):
    found = []
    for _death in range(chance.choice((0, 0, 1, 1, 2))):
        found.append(chance.choice(points) + chance.choice(("", ".connection")))
    return found


def _faults(chance):
    charge = {"method": "POST", "path": "/v1/payment_intents*"}
    asking = {"method": "GET", "path": "/v1/payment_intents*"}
    found = [{**(charge if chance.random() < 0.75 else asking), **chance.choice(PROVIDER_FAULTS),
              "times": chance.randint(1, 3), "skip": chance.randint(0, 2)}
             for _fault in range(chance.choice((0, 1, 1, 2, 3)))]
    found += [{"event": "*", "action": chance.choice(WEBHOOK_FAULTS), "times": 0, "seconds": 1,
               "probability": chance.choice((0.3, 0.7, 1))}
              for _fault in range(chance.choice((0, 1, 1, 2)))]
    return [{name: value for name, value in one.items()
             if name != "seconds" or one["action"] in (
                 "delay_before", "delay_after", "slow", "webhook_delay")} for one in found]
