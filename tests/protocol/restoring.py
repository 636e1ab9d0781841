"""A database that comes back from a backup, while provider and journal go on: the connector's
`hello` (connector/flow/admission.cpp), the watch over the provider's charges, `audit` with
attempt_adopt.py, and the supervisor who accepts (ledger.py)."""

import facts
import workers
from protocol import states
from store import Conflict, Duplicate

OPEN_OR_UNDONE = (states.PREPARED, states.FAILED, states.CANCELED)
MAY_HAVE_CHARGED = (states.SENDING, states.UNKNOWN, states.PENDING, states.DONE, states.RETURNED)


def same_or_later(earlier, later):
    """Whether what this database says may have followed what the journal was told."""
    reached = {earlier} if earlier else {*states.STATES}
    for _round in states.STATES:
        reached |= {then for first, then in states.MOVES if first in reached}
    return later in reached


def hello(world, who):
    """Whether a run may begin: the acknowledged keys are here, no restore is open, and the
    provider has no charge that is not here."""
    tx = world.store.begin(who)
    if tx.rows["settings"][1]["restore_open"]:
        return not world.has("restore.stops")
    lost = [key for key, one in world.journal.items() if one["state"] and not same_or_later(
        one["state"], _state(tx, key))]
    if lost and world.has("restore.hello"):
        world.lost_keys |= {key for key in lost if not _state(tx, key)}
        tx.put("settings", 1, restore_open=True)
        tx.commit()
        return False
    here = {one["key"] for one in tx.rows["attempt"].values()}
    orphans = {one["description"] for one in world.provider.intents.values()
               if one["status"] in ("succeeded", "processing")} - here
    world.told_of |= orphans
    return not orphans or not world.has("restore.watch")


def _state(tx, key):
    return next((one["state"] for one in tx.rows["attempt"].values() if one["key"] == key), "")


def audit(world, who):
    """What the journal knows and this database has lost is put back; then it may be accepted."""
    if not world.store.tables["settings"][1]["restore_open"]:
        return
    for key, one in list(world.journal.items()):
        tx = world.store.begin(who)
        yield
        state = _state(tx, key)
        if not one["state"] or same_or_later(one["state"], state):
            continue
        outcome = "adopted"
        if state or one["state"] in MAY_HAVE_CHARGED:
            outcome = _adopt(world, tx, one) if world.has("restore.adopt") else "held"
        try:
            tx.commit()
        except (Conflict, Duplicate):
            return
        if outcome == "held":
            world.told_of.add(key)
        world.journal[key] = {**one, "state": _state(tx, key) if outcome == "adopted" else ""}
    yield
    _accept(world, who)


def _accept(world, who):
    tx = world.store.begin(who)
    tx.put("settings", 1, restore_open=False)
    tx.commit()
    if world.has("restore.epoch"):
        world.epochs.append(f"{world.epochs[0]}-{len(world.epochs)}")


def _adopt(world, tx, one):
    """One attempt of the journal: as it was before, lost, or in the way of another."""
    known = next((number for number, row in tx.rows["attempt"].items()
                  if row["key"] == one["key"]), None)
    rows = facts.rows_of(tx, one["move"])
    live = any(row["live"] for row in rows if row["attempt"] != known)
    if known:
        attempt = tx.rows["attempt"][known]
        further = one["state"] not in (attempt["state"], states.PREPARED, states.CANCELED)
        if attempt["state"] in OPEN_OR_UNDONE and further and one["state"] != states.FAILED:
            if live:
                return _hold(tx)
            workers.to(tx, known, states.UNKNOWN, restored=True, since=world.now, restored_row=True,
                       sent_at=attempt["sent_at"] or world.now,
                       provider_reference=attempt["provider_reference"]
                       or one["provider_reference"])
        return "adopted"
    if live or any(row["no"] == one["no"] for row in rows):
        return _hold(tx)
    number = tx.add("attempt", **{
        **one, "state": states.UNKNOWN, "origin": "restore", "run": "", "send_no": 1,
        "sent_at": world.now, "since": world.now, "booked": False, "extra": False, "alarm": False,
        "code": "", "advice": "", "refund_no": 0, "refunding": 0, "restored_row": True})
    tx.add("row", attempt=number, move=one["move"], no=one["no"], live=True)
    tx.add("event", attempt=number, before="", after=states.UNKNOWN)
    tx.add("use", key=one["key"], day=facts.day_of(world.now), run="", release=0,
           minor=one["minor"])
    return "adopted"


def _hold(tx):
    if not any(hold["active"] and hold["subject"] == ("client", 1)
               for hold in tx.rows["hold"].values()):
        tx.add("hold", subject=("client", 1), active=True, cause="restore")
    return "held"


class RestoreWorld:
    """A part of World: snapshots of the database, and the connector's journal."""

    def begin_restores(self):
        self.journal, self.backups, self.restores = {}, [], 0
        self.lost_keys, self.told_of = set(), set()
        if self.kind == "restores":
            self.can_list = True

    def witness(self):
        """The journal copies what the database says of its attempts."""
        numbers = {row["attempt"]: row["no"] for row in self.store.tables["row"].values()}
        for number, one in self.store.tables["attempt"].items():
            known = self.journal.get(one["key"])
            if not known or same_or_later(known["state"], one["state"]):
                self.journal[one["key"]] = {**one, "no": numbers[number]}

    def back_up_or_restore(self):
        """A backup is made, or one of those that there are takes the database's place."""
        if not self.backups or self.restores == 2 or self.random.random() < 0.75:
            self.backups.append(self.store.tables)
            return
        while self.delayed:
            self._arrive(0)  # a restore takes longer than a request
        for who, worker in self.running:
            worker.close()
            self.gone(who)
        self.running = []
        self.restores += 1
        self.store.tables, self.store.locks = self.random.choice(self.backups[-6:]), {}
        self.backups, self.orders = [], []
        if self.random.random() < 0.3:
            # Begun in Odoo, and not copied yet: the provider alone knows of these.
            here = {one["key"] for one in self.store.tables["attempt"].values()} | {
                one["description"] for one in self.provider.intents.values()
                if one["status"] == "requires_payment_method"}
            self.journal = {key: one for key, one in self.journal.items() if key in here}
        self.now += self.random.choice((600, 100000))
        hello(self, "serve")  # it asks every two seconds

    def may_run(self, who):
        """The connector's `hello` before a run."""
        return self.kind != "restores" or hello(self, who)


    def witness_or_restore(self):
        """The journal has seen what was committed before; now and then there is a backup."""
        if not self.store.tables["settings"][1]["restore_open"]:
            self.witness()
        if self.random.random() < 0.05:
            self.back_up_or_restore()
