"""What the connector sends of an ambiguous number, what an answer makes of it, and a file that is
read again by a mended profile, on real books."""

from decimal import Decimal

import pytest

from books import Books

CLIENTS = {f"D-{number}": [f"Villa {number}", "none"] for number in (1, 2)}
THOUSANDS = ". ,"


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("answers"), clients=CLIENTS) as books:
        yield books


def lines(books, name):
    """{row: (state, amount)} of the newest file of that name."""
    return {int(row): (state, amount or None) for row, state, amount in books.sql(
        "SELECT row, state, amount::text FROM quittance_line WHERE file_id ="
        f" (SELECT max(id) FROM quittance_file WHERE name = '{name}') ORDER BY row")}


def file_of(books, name):
    return books.admin("quittance.file", "search", [("name", "=", name)])


def test_an_ambiguous_number_is_answered_and_the_reports_count_what_waits(books):
    _path, report = books.bring("oct.csv", [
        ("2026-10-01", "D-1", "S-1", 2, '"1,234"'), ("2026-10-02", "D-2", "S-1", 1, "30.00"),
        ("2026-10-03", "NOBODY", "S-1", 1, "5.00")])
    assert report["unreadable"] == 1, report
    drafted = books.run("draft", "--period", "2026-10").report
    assert drafted["quarantine"] == [
        {"currency": "EUR", "lines": 2, "amount": "5.00", "unreadable": 1}], drafted

    group, = books.accountant("quittance.quarantine", "search",
                              [("reason_code", "=", "number_ambiguous")])
    offered = books.accountant("quittance.quarantine", "read", [group], ["suggestions"])
    assert [one["id"] for one in offered[0]["suggestions"]] == [THOUSANDS, ", ."]
    books.accountant("quittance.quarantine", "accept_suggestion", [group], THOUSANDS)
    assert lines(books, "oct.csv")[2] == ("billable", "2468.00")

    done = books.run("draft", "--period", "2026-10")
    assert done.report["quarantine"] == [
        {"currency": "EUR", "lines": 1, "amount": "5.00", "unreadable": 0}]
    assert "In quarantine: 1 line of 5.00 EUR." in done.report.get("summary", done.said)


@pytest.mark.parametrize("command", ["collect", "reconcile", "import"])
def test_every_report_counts_what_waits(books, command):
    path, _report = books.bring(f"{command}.csv", [("2026-09-03", "NOBODY", "S-1", 1, "5.00")])
    more = (path, "--supplier", "SUP") if command == "import" else ()
    done = books.run(command, *more, expect=(0, 1))
    sums, = done.report["quarantine"]
    waiting, amount = books.sql("SELECT count(*), sum(amount) FROM quittance_line"
                                " WHERE state = 'quarantine'")[0]
    assert (sums["lines"], Decimal(sums["amount"])) == (int(waiting), Decimal(amount)), sums
    assert f"In quarantine: {waiting} line" in done.report["summary"], done.report["summary"]


def test_a_file_is_read_again_once_its_profile_is_mended(books):
    books.bring("nov.csv", [
        ("2026-11-01", "D-1", "S-1", 1, "30.00"), ("2026-11-02", "D-1", "S-1", 2, '"1,500"')])
    books.run("draft", "--period", "2026-11")
    assert lines(books, "nov.csv") == {2: ("billed", "30.00"), 3: ("quarantine", None)}
    first, = file_of(books, "nov.csv")
    profile = books.admin("quittance.file", "read", [first], ["profile_id"])[0]["profile_id"][0]
    books.admin("quittance.profile", "write", [profile], {"thousands_mark": "comma"})
    books.accountant("quittance.file", "action_read_again", [first])
    night = books.run("night").report
    assert night["quarantine"], "the night counts what waits as well"
    assert all(report["quarantine"] for report in night["reports"].values())
    assert night["summary"].count("In quarantine") == 1, night["summary"]
    assert lines(books, "nov.csv") == {2: ("superseded", "30.00"), 3: ("billable", "3000.00")}
    assert len(file_of(books, "nov.csv")) == 2
    old = books.sql(f"SELECT row, state FROM quittance_line WHERE file_id = {first} ORDER BY row")
    assert [tuple(row) for row in old] == [("2", "billed"), ("3", "superseded")]
    _path, report = books.bring("nov.csv", [
        ("2026-11-01", "D-1", "S-1", 1, "30.00"), ("2026-11-02", "D-1", "S-1", 2, '"1,500"')])
    assert report["outcome"] == "known", "the same bytes count once"
