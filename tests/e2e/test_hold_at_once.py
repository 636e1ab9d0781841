"""A client is held in the moment in which somebody releases the hold that there was: he is held."""

import threading

import pytest

from books import Books
from locks import SECONDS, WAITS, wait_for

# Release a hold, and leave that open until somebody waits for it; five seconds at most.
RELEASED = """DO $$ BEGIN
    UPDATE quittance_hold SET active_hold = false, released_at = now() AT TIME ZONE 'UTC',
        release_reason = 'gone' WHERE id = {hold};
    FOR turn IN 1 .. 100 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                                                         AND wait_event_type = 'Lock');
        PERFORM pg_sleep(0.05);
    END LOOP;
END $$"""
RELEASING = WAITS.format("query LIKE 'DO $$%quittance_hold%' AND wait_event = 'PgSleep'")


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("hold"), clients={"C-101": ["Villa 101", "none"]}) as books:
        yield books


def test_a_hold_that_is_released_at_this_moment_is_none(books):
    client = int(books.sql("SELECT id FROM res_partner WHERE ref = 'C-101'")[0][0])
    hold(books, client, "a first reason")
    (number,), = books.sql(f"SELECT id FROM quittance_hold WHERE client_id = {client}")
    releasing = threading.Thread(target=books.sql, args=(RELEASED.format(hold=number),))
    releasing.start()
    wait_for(books, RELEASING)
    hold(books, client, "a second reason")
    releasing.join(SECONDS)
    assert books.sql("SELECT active_hold, reason FROM quittance_hold"
                     f" WHERE client_id = {client} ORDER BY id") == [
        ["f", "a first reason"], ["t", "a second reason"]]


def hold(books, client, reason):
    wizard = books.accountant("quittance.hold.wizard", "create",
                              {"mode": "hold", "client_id": client, "reason": reason})
    books.accountant("quittance.hold.wizard", "action_confirm", [wizard])
