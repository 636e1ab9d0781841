"""The store keeps the contract that the real models keep; without an index it does not."""

import itertools

import contract_cases
import pytest
import workers
from mutants import Mutant
from protocol import states
from store import INDEXES, Broken, Conflict, Duplicate, Store

ALL_INDEXES = [index for found in INDEXES.values() for index in found]


class Ledger:
    """The store as contract_cases.py wants it."""

    Duplicate, Conflict, Broken = Duplicate, Conflict, Broken
    moves = (1, 2)

    def __init__(self, unique=INDEXES):
        self.store, self.owners = Store(unique), itertools.count()
        tx = self.store.begin("start")
        for move in self.moves:
            tx.put("invoice", move, residual=1000)
        tx.commit()

    def begin(self):
        return Session(self.store.begin(next(self.owners)))


class Session:
    """One transaction; `close` takes back what is not committed."""

    def __init__(self, tx):
        self.tx = tx

    def commit(self):
        self.tx.commit()

    def close(self):
        self.tx.store.release(self.tx.owner)

    def lock(self, move):
        return self.tx.lock(("invoice", move))

    def lock_attempt(self, attempt):
        return self.tx.lock(("attempt", attempt))

    def touch(self, move):
        self.tx.put("invoice", move, residual=1)

    def attempt(self, move, no, key):
        number = self.tx.add("attempt", key=key, state="prepared", provider_reference="",
                             booked=False, extra=False, send_no=0, minor=1000)
        self.tx.put("row", number, attempt=number, move=move, no=no, live=True)
        return number

    def state(self, attempt, state, extra=False):
        self.tx.put("attempt", attempt, state=state, extra=extra)
        self.tx.put("row", attempt, live=states.is_live(state, False, extra))

    def refer(self, attempt, reference):
        self.tx.put("attempt", attempt, provider_reference=reference)

    def number(self, attempt, send_no):
        self.tx.put("attempt", attempt, send_no=send_no)

    def pay(self, attempt):
        self.tx.add("payment", attempt=attempt)

    def refund(self, attempt, no, key, minor=400):
        counted = sum(one["minor"] for one in self.tx.rows["refund"].values()
                      if one["attempt"] == attempt)
        self.tx.put("attempt", attempt, refund_no=no, refunding=counted + minor)
        return self.tx.add("refund", attempt=attempt, no=no, key=key, minor=minor,
                           state="prepared", provider_reference="", entry=None)

    def refund_state(self, refund, state):
        self.tx.put("refund", refund, state=state)

    def refund_refer(self, refund, reference):
        self.tx.put("refund", refund, provider_reference=reference)

    def enter(self, refund, entry):
        self.tx.put("refund", refund, entry=entry)

    def count(self, key, minor):
        known = next((number for number, one in self.tx.rows["use"].items()
                      if one["key"] == key), None)
        values = {"key": key, "minor": minor}
        self.tx.put("use", known, **values) if known else self.tx.add("use", **values)

    def counted(self):
        return sum(one["minor"] for one in self.tx.rows["use"].values())

    def release(self, run, state):
        return self.tx.add("release", company=1, run=run, state=state)

    def listed(self, release, move):
        self.tx.add("listed", release=release, move=move)

    def plan(self, move):
        self.tx.add("retry", move=move)

    def hold(self, move):
        return self.tx.add("hold", subject=("invoice", move), active=True)

    def keep_held(self, move):
        workers.hold_invoice(self.tx, move)

    def unhold(self, hold):
        self.tx.put("hold", hold, active=False)

    def run(self, key, kind, state):
        self.tx.add("run", key=key, kind=kind, state=state)

    def reset(self, move):
        """As account_move_collect: lock, then look at what others have committed meanwhile."""
        live = [row for row in self.tx.store.tables["row"].values()
                if row["live"] and row["move"] == move]
        return self.tx.lock(("invoice", move)) and not live


@pytest.mark.parametrize("case", contract_cases.CASES, ids=lambda case: case.__name__)
def test_the_store_keeps_the_contract(case):
    case(Ledger())


# A count is looked up before it is inserted, and is written one at a time: a race alone needs it.
@pytest.mark.parametrize("index", [index for index in ALL_INDEXES if index.__name__ != "one_use"],
                         ids=lambda index: index.__name__)
def test_the_contract_notices_a_lost_index(index):
    broken = 0
    for case in contract_cases.CASES:
        try:
            case(Ledger(Mutant("", indexes=(index,)).unique()))
        except AssertionError:
            broken += 1
    assert broken
