"""The simulator's books: one SQLite file, every effect on disk before its answer leaves."""

import contextlib
import hashlib
import json
import secrets
import sqlite3
import threading
import time

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    created INTEGER NOT NULL, customer TEXT, payment_intent TEXT, charge TEXT, reference TEXT,
    status TEXT, due INTEGER, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_intent ON object (payment_intent);
CREATE INDEX IF NOT EXISTS object_reference ON object (reference);
CREATE INDEX IF NOT EXISTS object_due ON object (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, created INTEGER NOT NULL, request_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, at INTEGER NOT NULL,
    method TEXT NOT NULL, path TEXT NOT NULL, key TEXT, reference TEXT, body TEXT NOT NULL,
    headers TEXT NOT NULL DEFAULT '{}',
    status INTEGER, replayed INTEGER NOT NULL DEFAULT 0, faults TEXT NOT NULL DEFAULT '[]');
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL,
    due INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', request INTEGER);
CREATE TABLE IF NOT EXISTS breach (text TEXT PRIMARY KEY);
CREATE INDEX IF NOT EXISTS delivery_state ON delivery (state, seq);
"""

# Columns of `object` that repeat a member of its body, so that it can be found by it.
INDEXED = ('customer', 'payment_intent', 'charge', 'status')


class Ledger:
    """Objects, requests, faults and webhook deliveries, shared by the server's threads.

    One connection serves all threads under one lock: the simulator is a judge, not a race car.
    """

    def __init__(self, path, seed=None):
        self.path = str(path)
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=30)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute('PRAGMA journal_mode = WAL')
        self.connection.execute('PRAGMA synchronous = FULL')
        self.connection.executescript(SCHEMA)
        with self.transaction():
            if self.setting('seed') is None:
                self.set('seed', seed if seed is not None else secrets.token_hex(8))

    @contextlib.contextmanager
    def transaction(self):
        """All or nothing, on disk at the end. An inner one joins the outer one."""
        with self.lock:
            if self.connection.in_transaction:
                yield self
                return
            self.connection.execute('BEGIN IMMEDIATE')
            try:
                yield self
                self.connection.execute('COMMIT')
            except BaseException:
                self.connection.rollback()
                raise

    def rows(self, sql, *values):
        """Every row of a query as a dict."""
        with self.lock:
            return [dict(row) for row in self.connection.execute(sql, values)]

    def row(self, sql, *values):
        """The first row of a query as a dict, or None."""
        return next(iter(self.rows(sql, *values)), None)

    def run(self, sql, *values):
        """Execute one statement and return the cursor."""
        with self.lock:
            return self.connection.execute(sql, values)

    # -- settings and the clock

    def setting(self, name, default=None):
        """A setting's value (any JSON), or the default."""
        row = self.row('SELECT value FROM setting WHERE name = ?', name)
        return json.loads(row['value']) if row else default

    def set(self, name, value):
        """Store a setting (any JSON)."""
        self.run('INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) '
                 'DO UPDATE SET value = excluded.value', name, json.dumps(value))

    def now(self):
        """The virtual time in Unix seconds: the machine's clock and what it was advanced by."""
        return int(time.time()) + self.setting('clock_offset', 0)

    def new_id(self, prefix):
        """An id like Stripe's, the same for the same seed and order of calls."""
        number = self.setting('last_id', 0) + 1
        self.set('last_id', number)
        digest = hashlib.sha256(f"{self.setting('seed')}/{number}".encode()).hexdigest()
        return f'{prefix}_{digest[:24]}'

    # -- objects

    def save(self, thing):
        """Insert or replace an object by its id. Members that begin with `_` are never shown."""
        columns = {name: _id_of(thing.get(name)) for name in INDEXED}
        columns.update(
            kind=thing['object'], created=thing.get('created', 0), body=json.dumps(thing),
            reference=thing.get('_reference') or thing.get('description'), due=thing.get('_due'))
        names = ', '.join(columns)
        marks = ', '.join('?' * len(columns))
        updates = ', '.join(f'{name} = excluded.{name}' for name in columns)
        self.run(f'INSERT INTO object (id, {names}) VALUES (?, {marks}) '
                 f'ON CONFLICT (id) DO UPDATE SET {updates}', thing['id'], *columns.values())
        return thing

    def get(self, kind, object_id):
        """The object with this id, or None."""
        row = self.row('SELECT body FROM object WHERE kind = ? AND id = ?', kind, object_id)
        return json.loads(row['body']) if row else None

    def find(self, kind, where='TRUE', *values, order='seq', limit=-1):
        """Objects of a kind that fit an SQL condition, oldest first unless told."""
        rows = self.rows(f'SELECT body FROM object WHERE kind = ? AND ({where}) '
                         f'ORDER BY {order} LIMIT ?', kind, *values, limit)
        return [json.loads(row['body']) for row in rows]


def _id_of(value):
    return value.get('id') if isinstance(value, dict) else value
