"""PA-06: the same bytes through the portal and by other ways in, in either order: taken once."""

import pytest

from ways_in import Doors, cleaning

STATES = "SELECT state, period FROM quittance_file WHERE name = '{}' ORDER BY id"


@pytest.fixture(name="doors")
def _doors(company, tmp_path):
    company.connector("import", _file(company, "seed.csv", cleaning(
        ("2026-09-01", "P-1", "S-1", "1", "30.00"))), "--supplier", "SUP", "--profile", "cleaning")
    doors = Doors(company.sandbox, company.sandbox.database, tmp_path)
    doors.start()
    yield doors
    doors.close()


def _file(company, name, content):
    path = company.folder / name
    path.write_bytes(content)
    return path


def drop(doors, name, content):
    (doors.drop / name).write_bytes(content)
    doors.until(lambda: list(doors.drop.glob(f"archive/*/{name}")), "archived")


def read(company, doors, name):
    """Wait until the only file of that name is read."""
    doors.until(lambda: company.sandbox.sql(STATES.format(name))[0][0] == "closed", "read")


def test_pa_06_through_the_portal_then_by_folder_http_and_hand(company, doors):
    content = cleaning(("2026-12-05", "P-1", "S-1", "3", "30.00"))
    supplier = company.browser_of("supplier")
    assert supplier.send_file("december.csv", content)["taken"]
    read(company, doors, "december.csv")
    drop(doors, "by_folder.csv", content)
    token = doors.issue()
    assert doors.ended(token, doors.send(token, content).json()["job"])["known"]
    report = company.connector("import", _file(company, "by_hand.csv", content),
                               "--supplier", "SUP")
    assert report["files"][0]["outcome"] == "known"
    assert not supplier.send_file("renamed.csv", content)["taken"]
    assert doors.lines(content) == [(1, "portal")]


def test_pa_06_by_folder_then_through_the_portal(company, doors):
    content = cleaning(("2026-12-06", "P-1", "S-1", "2", "30.00"))
    drop(doors, "by_folder.csv", content)
    answer = company.browser_of("supplier").send_file("december.csv", content)
    assert not answer["taken"], answer
    assert doors.lines(content) == [(1, "drop")]


def test_pa_06_the_month_that_was_chosen_makes_no_other_file_where_dates_decide(company, doors):
    content = cleaning(("2026-12-07", "P-1", "S-1", "4", "30.00"))
    supplier = company.browser_of("supplier")
    assert supplier.send_file("chosen.csv", content, month="2026-12")["taken"]
    read(company, doors, "chosen.csv")
    drop(doors, "unchosen.csv", content)
    for month in ("2026-12", "2026-11", ""):
        assert not supplier.send_file("again.csv", content, month=month)["taken"]
    assert doors.lines(content) == [(1, "portal")]
    assert company.sandbox.sql(STATES.format("chosen.csv")) == [["closed", ""]]
