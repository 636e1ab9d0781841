"""A database small enough to read: rows, transactions, row locks and the addon's unique indexes.

As PostgreSQL under REPEATABLE READ: a transaction sees its snapshot, the first to commit a row
wins, the other gets `Conflict` (Odoo then runs the whole method again); a row lock is taken or
refused at once, as the addon takes them. `contract_cases.py` holds it against the real models.
"""

TABLES = ("client", "method", "invoice", "attempt", "row", "payment", "wire", "use", "release",
          "listed", "retry", "hold", "run", "event", "settings", "refund", "refund_event", "entry", "message")


class Conflict(Exception):
    """Another transaction has changed what this one changes: serialization failure."""


class Duplicate(Exception):
    """A unique index refuses."""


class Broken(Duplicate):
    """A check of a single row refuses."""


class Store:
    """Tables of rows (dicts, never changed in place) by id. `unique`: {table: indexes and checks},
    functions of a row: its key in a unique index, None outside of it; True or False of a check."""

    def __init__(self, unique):
        self.tables = {name: {} for name in TABLES}
        self.locks = {}
        self.unique = unique
        self.commits = 0
        self.last_id = 0

    def begin(self, owner):
        """A transaction with its own snapshot."""
        return Transaction(self, owner)

    def release(self, owner):
        """The worker is gone, or has committed: its locks are free."""
        if self.locks:
            self.locks = {name: holder for name, holder in self.locks.items() if holder != owner}


class Transaction:
    """Reads from a snapshot, writes at commit. `began`: how many commits it can see."""

    def __init__(self, store, owner):
        self.store, self.owner = store, owner
        self.rows = dict(store.tables)
        self.seen = store.tables
        self.began = store.commits
        self.changed = {}

    def lock(self, *names):
        """Take row locks; False while another has one, Conflict when a row changed meanwhile."""
        locks = self.store.locks
        if any(locks.get(name, self.owner) != self.owner for name in names):
            return False
        for table, key in names:
            locks[table, key] = self.owner
            if self.store.tables[table].get(key) is not self.seen[table].get(key):
                raise Conflict(f"{table} {key}")
        return True

    def put(self, table, key, /, **values):
        """Insert or update one row."""
        rows = self.rows[table]
        row = {**rows.get(key, {}), **values}
        for index in self.store.unique.get(table, ()):
            if index(row) is False:
                raise Broken(index.__name__)
        self.rows[table] = {**rows, key: row}
        self.changed[table, key] = row

    def add(self, table, /, **values):
        """Insert a row; its new id."""
        self.store.last_id += 1
        self.put(table, self.store.last_id, **values)
        return self.store.last_id

    def commit(self):
        """All or nothing; then the next transaction of the same worker begins."""
        store = self.store
        for table, key in self.changed:
            if store.locks.get((table, key), self.owner) != self.owner:
                raise Conflict(f"{table} {key} is locked")  # it waits, and then has come too late
            if store.tables[table].get(key) is not self.seen[table].get(key):
                raise Conflict(f"{table} {key}")
        after = dict(store.tables)
        for (table, key), row in self.changed.items():
            if after[table] is store.tables[table]:
                after[table] = dict(after[table])
            after[table][key] = row
        for table in {table for table, _key in self.changed}:
            for index in store.unique.get(table, ()):
                _check(index, after[table])
        if self.changed:
            store.commits += 1
        store.tables = after
        store.release(self.owner)
        self.__init__(store, self.owner)


def _check(index, rows):
    seen = set()
    for row in rows.values():
        key = index(row)
        if key is None or key is True:
            continue
        if key in seen:
            raise Duplicate(f"{index.__name__}: {key}")
        seen.add(key)


def one_key(attempt):
    """quittance.attempt._one_key"""
    return attempt["key"]


def one_reference(attempt):
    """quittance.attempt._one_provider_reference"""
    return attempt["provider_reference"] or None


def one_live(row):
    """quittance.attempt.invoice._one_live: one live attempt per invoice, over all rails."""
    return row["move"] if row["live"] else None


def one_number(row):
    """quittance.attempt.invoice._one_number"""
    return row["move"], row["no"]


def one_payment(payment):
    """account.payment._quittance_one_payment: None where a person booked it."""
    return payment["attempt"]


def one_use(use):
    """quittance.cap.use._one_key"""
    return use["key"]


def one_request(release):
    """quittance.release._one_request"""
    return release["company"] if release["state"] == "requested" else None


def one_per_run(release):
    """quittance.release._one_per_run"""
    return release["run"]


def one_listed(listed):
    """quittance.release.invoice._one_row"""
    return listed["release"], listed["move"]


def one_plan(retry):
    """quittance.retry._one_per_invoice"""
    return retry["move"]


def one_hold(hold):
    """quittance.hold._one_per_move and _one_per_client"""
    return hold["subject"] if hold["active"] else None


def one_run(run):
    """quittance.run._one_live"""
    return run["kind"] if run["state"] == "live" else None


def refunds_within(attempt):
    """quittance.attempt._refunds_within: a check"""
    return attempt.get("refunding", 0) <= attempt.get("minor", 0)


def one_refund_key(refund):
    """quittance.refund._one_key"""
    return refund["key"]


def one_refund_number(refund):
    """quittance.refund._one_number"""
    return refund["attempt"], refund["no"]


def one_live_refund(refund):
    """quittance.refund._one_live"""
    live = refund["state"] in ("prepared", "sending", "unknown")
    return refund["attempt"] if live else None


def one_refund_reference(refund):
    """quittance.refund._one_provider_reference"""
    return refund["provider_reference"] or None


def one_entry(refund):
    """quittance.refund._one_entry"""
    return refund["entry"]


INDEXES = {
    "attempt": (one_key, one_reference, refunds_within), "row": (one_live, one_number),
    "payment": (one_payment,),
    "refund": (one_refund_key, one_refund_number, one_live_refund, one_refund_reference,
               one_entry),
    "use": (one_use,), "release": (one_request, one_per_run), "listed": (one_listed,),
    "retry": (one_plan,), "hold": (one_hold,), "run": (one_run,),
}
