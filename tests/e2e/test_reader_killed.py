"""A file that makes the system kill whoever reads it is put aside in the end, whoever tried it."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from books import Books

TRIES = 3  # connector/app/killed_readers.hpp
ROWS = 400_000
UNAVAILABLE = 3


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("killed"), clients={"D-1": ["Villa 1", "none"]}) as books:
        books.bring("seed.csv", [("2026-09-01", "D-1", "S-1", 1, "10.00")])
        yield books


@pytest.fixture(name="large", scope="module")
def _large(books):
    """A file that takes longer to read than to kill who reads it."""
    return books.write("large.csv", (("2026-10-01", "D-1", "S-1", number, "1.00")
                                     for number in range(ROWS)))


def children_of(process):
    try:
        return [int(child) for path in Path(f"/proc/{process.pid}/task").glob("*/children")
                for child in path.read_text().split()]
    except FileNotFoundError:  # it has ended
        return []


def imported(books, path, readers_die):
    """Import the file by a process of its own, as after a restart; its end."""
    process = books.start("import", path, "--supplier", "SUP", "--profile", "cleaning")
    while readers_die and process.poll() is None:
        for child in children_of(process):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.001)
    return books.finish(process)


def test_it_is_refused_after_as_many_tries_as_one_process_would_have_made(books, large):
    for _again in range(TRIES - 1):
        done = imported(books, large, readers_die=True)
        assert done.code == UNAVAILABLE and "ended from outside" in done.said, done
    assert books.sql("SELECT count(*) FROM quittance_file WHERE name = 'large.csv'") == [["0"]]
    done = imported(books, large, readers_die=True)
    assert done.report["files"][0]["outcome"] == "refused", done
    assert books.sql("SELECT state, refused_code FROM quittance_file WHERE name = 'large.csv'"
                     ) == [["refused", "reader_killed"]]


def test_one_that_is_read_before_that_is_no_longer_counted(books):
    path = books.write("small.csv", (("2026-10-02", "D-1", "S-1", number, "1.00")
                                     for number in range(ROWS)))
    assert imported(books, path, readers_die=True).code == UNAVAILABLE
    tries = books.folder / "witness.journal.killed_readers"
    assert len(list(tries.iterdir())) == 1
    done = books.run("import", path, "--supplier", "SUP", "--dry-run")
    assert done.report["files"][0]["lines"] == ROWS
    assert list(tries.iterdir()) == []
