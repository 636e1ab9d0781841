"""Files that come by HTTP and by drop folder, on the real books: none lost, none taken twice."""

import hashlib
import json
import signal
import subprocess
import time

import pytest
import requests
from sandbox.client import free_port

from books import BINARY, PROFILES, Books

CLIENTS = {f"D-{number}": [f"Villa {number}", "none"] for number in (1, 2)}
ISSUE = """
tokens = env["quittance.supplier.token"].with_user(env.ref("base.user_admin"))
supplier = tokens.env["res.partner"].search([("quittance_supplier_code", "=", code)])
print(tokens._issue(supplier, env.company, "tests"))
env.cr.commit()
"""
REVOKE = """
tokens = env["quittance.supplier.token"].with_user(env.ref("base.user_admin"))
tokens.search([("supplier_id.quittance_supplier_code", "=", code)])._revoke("tests")
env.cr.commit()
"""
LINES = ("SELECT count(*), f.channel FROM quittance_line l JOIN quittance_file f ON f.id = l.file_id"
         " WHERE f.sha256 = '{}' GROUP BY f.channel")
WAIT_SECONDS = 90


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("doors"), clients=CLIENTS) as books:
        # The suppliers' profiles come from the configuration's seeds with a first file.
        books.bring("seed.csv", [("2026-09-01", "D-1", "S-1", 1, "10.00")])
        supplier, = books.admin("res.partner", "search", [("quittance_supplier_code", "=", "SUP")])
        profile, = books.admin("quittance.profile", "search", [("supplier_id", "=", supplier)])
        books.admin("res.partner", "write", [supplier], {"quittance_profile_id": profile})
        yield books


@pytest.fixture(name="doors")
def _doors(books, tmp_path):
    doors = Doors(books, tmp_path)
    doors.start()
    yield doors
    doors.stop()
    assert doors.process.returncode == 0
    assert "serve_ended" in (tmp_path / "serve.log").read_text()


class Doors:
    """`quittance serve` with both ways in open."""

    def __init__(self, books, folder):
        self.books, self.folder, self.port = books, folder, free_port()
        self.drop = folder / "drop" / "SUP"
        self.drop.mkdir(parents=True)
        (folder / "drop" / "NOBODY").mkdir()
        self.config = books.sandbox.connector_config(
            folder / "doors.toml", database=books.database, journal=folder / "witness.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\nfile_bytes_max = 100000\n'
                  f'[http]\nlisten = "127.0.0.1:{self.port}"\nspool = "{folder / "spool"}"\n'
                  f'[drop]\nroot = "{folder / "drop"}"\nsettle_seconds = 1\n')
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.process = None

    def start(self):
        with open(self.folder / "serve.log", "ab") as log:
            self.process = subprocess.Popen([BINARY, "serve", "--config", self.config],
                                            stdout=log, stderr=log)
        self.until(self._open, "the door is open")

    def _open(self):
        try:
            return requests.get(f"{self.url}/health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=60)

    def until(self, condition, what):
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.2)
        raise AssertionError(f"never: {what}\n" + (self.folder / "serve.log").read_text()[-3000:])

    def issue(self, code="SUP"):
        """A token of the supplier's that the connector knows already."""
        token = self.books.sandbox.shell(ISSUE, self.books.database, code=code).split()[-1]
        self.until(lambda: self.send(token, b"", code=code).status_code == 422, "a token is known")
        return token

    def send(self, token, content, code="SUP", **parameters):
        return requests.post(
            f"{self.url}/suppliers/{code}/files", data=content, timeout=20, params=parameters,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv",
                     "Content-Length": str(len(content))})

    def job(self, token, number):
        return requests.get(f"{self.url}/jobs/{number}", timeout=20,
                            headers={"Authorization": f"Bearer {token}"}).json()

    def ended(self, token, number):
        return self.until(lambda: (job := self.job(token, number))["state"] not in
                          ("waiting", "reading") and job, f"job {number} ended")

    def lines(self, content):
        return [(int(count), channel) for count, channel in
                self.books.sql(LINES.format(hashlib.sha256(content).hexdigest()))]


def cleaning(*rows):
    """A file of the cleaning supplier, as bytes."""
    text = "\n".join(["Date,Client,Prestation,Heures,Tarif", *(",".join(row) for row in rows), ""])
    return text.encode()


def test_a_file_by_http_becomes_lines_and_the_job_says_so(doors):
    token = doors.issue()
    content = cleaning(("2026-10-01", "D-1", "S-1", "2", "30.00"),
                       ("2026-10-02", "NOBODY", "S-1", "1", "30.00"))
    answer = doors.send(token, content, name="oct.csv")
    assert answer.status_code == 202, answer.text
    assert answer.json()["sha256"] == hashlib.sha256(content).hexdigest()
    job = doors.ended(token, answer.json()["job"])
    assert (job["state"], job["lines"], job["amount"]) == ("done", 2, "90.00"), job
    assert [(one["row"], one["code"]) for one in job["problems"]] == [(3, "unknown_client")], job
    assert doors.lines(content) == [(2, "http")]
    log = (doors.folder / "serve.log").read_text()
    assert token not in log and "NOBODY,S-1" not in log


def test_the_same_bytes_by_every_way_are_taken_once(doors):
    token = doors.issue()
    content = cleaning(("2026-10-05", "D-2", "S-1", "3", "30.00"))
    first = doors.ended(token, doors.send(token, content).json()["job"])
    again = doors.ended(token, doors.send(token, content).json()["job"])
    assert (first["known"], again["known"]) == (False, True), again
    (doors.drop / "same.csv").write_bytes(content)
    doors.until(lambda: list(doors.drop.glob("archive/*/same.csv")), "archived")
    path = doors.folder / "same_by_hand.csv"
    path.write_bytes(content)
    report = doors.books.run("import", path, "--supplier", "SUP").report["files"][0]
    assert report["outcome"] == "known", report
    assert doors.lines(content) == [(1, "http")]


def test_a_revoked_token_opens_nothing_and_anothers_never_did(doors):
    token, foreign = doors.issue(), doors.issue("TICKETS")
    assert doors.send(foreign, b"x").status_code == 403
    doors.books.sandbox.shell(REVOKE, doors.books.database, code="SUP")
    doors.until(lambda: doors.send(token, b"").status_code == 401, "refused")
    assert doors.send(foreign, b"x", code="TICKETS").status_code == 202


def test_a_file_is_received_while_odoo_is_down_and_read_afterwards(doors):
    token = doors.issue()
    content = cleaning(("2026-10-07", "D-1", "S-2", "4", "25.00"))
    doors.books.sandbox.stop_odoo()
    try:
        answer = doors.send(token, content, name="while_down.csv")
        assert answer.status_code == 202, answer.text
        assert doors.job(token, answer.json()["job"])["state"] in ("waiting", "reading")
        doors.stop(signal.SIGKILL)
        doors.start()  # without Odoo, and it still knows the token
        assert doors.job(token, answer.json()["job"])["state"] in ("waiting", "reading")
    finally:
        doors.books.sandbox.start_odoo()
    job = doors.ended(token, answer.json()["job"])
    assert (job["state"], job["lines"], job["amount"]) == ("done", 1, "100.00"), job
    assert doors.lines(content) == [(1, "http")]


def test_dropped_files_are_taken_whole_archived_or_refused_with_the_reason(doors):
    good = cleaning(("2026-10-08", "D-1", "S-1", "1", "31.00"))
    (doors.drop / "good.csv.part").write_bytes(good[:20])
    (doors.drop / "bad.csv").write_bytes(b"PK\x03\x04 no workbook")
    (doors.folder / "drop" / "NOBODY" / "a.csv").write_bytes(good)
    doors.until(lambda: (doors.drop / "refused" / "bad.csv.txt").exists(), "refused")
    assert len((doors.drop / "refused" / "bad.csv.txt").read_text()) > 20
    assert (doors.drop / "good.csv.part").exists()
    (doors.drop / "good.csv.part").write_bytes(good)
    (doors.drop / "good.csv.part").rename(doors.drop / "good.csv")
    doors.until(lambda: list(doors.drop.glob("archive/*/good.csv")), "archived")
    assert doors.lines(good) == [(1, "drop")]
    assert (doors.folder / "drop" / "NOBODY" / "a.csv").exists()
    assert (doors.folder / "serve.log").read_text().count("no supplier has this code") == 1
    done = doors.books.run("doctor", config=doors.config, expect=(0, 1, 2))
    assert "drop_unknown" in json.dumps(done.report), done.report


def test_a_dropped_file_survives_a_kill_in_the_middle(doors):
    content = cleaning(*(("2026-10-09", "D-1", "S-1", str(row), "30.00") for row in range(1, 1500)))
    (doors.drop / "big.csv").write_bytes(content)
    doors.until(lambda: list(doors.drop.glob(".taken/*_big.csv")), "taken")
    time.sleep(0.3)
    doors.stop(signal.SIGKILL)
    assert list(doors.drop.glob(".taken/*_big.csv"))
    doors.start()
    doors.until(lambda: list(doors.drop.glob("archive/*/big.csv")), "archived")
    assert doors.lines(content) == [(1499, "drop")]
