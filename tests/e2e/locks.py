"""Rows that are held by a lock of the database's owner, so that two transactions meet at them."""

import threading
import time

SECONDS = 60
# Keep a row from being written until the condition holds; what only refers to it goes on.
HELD = """DO $$ BEGIN
    PERFORM 1 FROM {table} WHERE id = {row} FOR NO KEY UPDATE;
    FOR turn IN 1 .. 1200 LOOP
        EXIT WHEN EXISTS ({until});
        PERFORM pg_sleep(0.05);
    END LOOP;
END $$"""
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {}"
HOLDS = WAITS.format("query LIKE 'DO $$%NO KEY UPDATE%' AND wait_event = 'PgSleep'")
BLOCKED = WAITS.format("wait_event_type = 'Lock'")


class held:  # noqa: N801 - reads as a word
    """Hold a row until the condition holds; begins once it is held."""

    def __init__(self, books, table, row, until):
        statement = HELD.format(table=table, row=int(row), until=until)
        self._books, self._thread = books, threading.Thread(target=books.sql, args=(statement,))

    def __enter__(self):
        self._thread.start()
        wait_for(self._books, HOLDS)

    def __exit__(self, *_details):
        self._thread.join(SECONDS * 2)


def wait_for(books, count):
    """Until the count is not 0."""
    end = time.monotonic() + SECONDS
    while books.sql(count) == [["0"]]:
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.05)
