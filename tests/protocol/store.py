"""A database small enough to read: rows, transactions, row locks and the addon's unique indexes.

As PostgreSQL under REPEATABLE READ: a transaction sees its snapshot, the first to commit a row
wins, the other gets `Conflict` (Odoo then runs the whole method again); a row lock is waited for.
"""

import copy


class Conflict(Exception):
    """Another transaction has changed what this one changes: serialization failure."""


class Duplicate(Exception):
    """A unique index refuses."""


class Store:
    """Tables of rows (dicts) by id, each with a version."""

    def __init__(self, unique):
        self.tables = {"invoice": {}, "attempt": {}, "row": {}, "payment": {}, "wire": {}}
        self.versions = {}
        self.locks = {}
        self.unique = unique

    def begin(self, owner):
        """A transaction with its own snapshot."""
        return Transaction(self, owner)

    def release(self, owner):
        """The worker is gone, or has committed: its locks are free."""
        self.locks = {name: holder for name, holder in self.locks.items() if holder != owner}


class Transaction:
    """Reads from a snapshot, writes at commit."""

    def __init__(self, store, owner):
        self.store, self.owner = store, owner
        self.rows = copy.deepcopy(store.tables)
        self.seen = dict(store.versions)
        self.changed = {}

    def lock(self, name):
        """Take a row lock; False while another has it, Conflict when the row changed meanwhile."""
        holder = self.store.locks.setdefault(name, self.owner)
        if holder != self.owner:
            return False
        if self.store.versions.get(name) != self.seen.get(name):
            raise Conflict(name)
        return True

    def put(self, table, key, **values):
        """Insert or update one row."""
        row = self.rows[table].setdefault(key, {})
        row.update(values)
        self.changed[table, key] = row

    def commit(self):
        """All or nothing."""
        store = self.store
        for name in self.changed:
            if store.versions.get(name) != self.seen.get(name):
                raise Conflict(name)
        after = {table: dict(rows) for table, rows in store.tables.items()}
        for (table, key), row in self.changed.items():
            after[table][key] = row
        for index in store.unique:
            _check(index, after)
        for name, row in self.changed.items():
            store.versions[name] = store.versions.get(name, 0) + 1
            store.tables[name[0]][name[1]] = copy.deepcopy(row)
        store.release(self.owner)
        self.__init__(store, self.owner)


def _check(index, tables):
    """`index(tables)` yields the keys of a unique index."""
    seen = set()
    for key in index(tables):
        if key in seen:
            raise Duplicate(f"{index.__name__}: {key}")
        seen.add(key)


def one_live_attempt(tables):
    """The partial unique index over the rows (attempt, invoice)."""
    return [row["move"] for row in tables["row"].values() if row["live"]]


def one_number(tables):
    """(invoice, number) is unique."""
    return [(row["move"], row["no"]) for row in tables["row"].values()]


def one_reference(tables):
    """The provider's id is unique on the attempts' own table."""
    return [row["provider_reference"] for row in tables["attempt"].values()
            if row["provider_reference"]]


def one_payment(tables):
    """One payment per attempt."""
    return [row["attempt"] for row in tables["payment"].values()]


INDEXES = (one_live_attempt, one_number, one_reference, one_payment)
