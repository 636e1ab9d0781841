"""Files that come by HTTP and by drop folder, on the real books: none lost, none taken twice."""

import base64
import getpass
import hashlib
import json
import signal
import socket
import subprocess
import time

import pytest

from ways_in import BINARY, REVOKE, SuppliedBooks, cleaning

CLIENTS = {f"D-{number}": [f"Villa {number}", "none"] for number in (1, 2)}
# The profile of the files that `cleaning` makes.
CLEANING = {"delimiter": ",", "decimal_mark": ".", "date_format": "YYYY-MM-DD",
            "column_date": "Date", "column_client": "Client", "column_service": "Prestation",
            "column_quantity": "Heures", "column_price": "Tarif"}


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with SuppliedBooks(tmp_path_factory.mktemp("doors"), clients=CLIENTS) as books:
        yield books


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


def test_a_job_says_nothing_of_other_clients_or_of_prices(books, doors):
    """What accountants read of a file (the nearest clients, their own words) is not passed on."""
    token = doors.issue()
    content = cleaning(("2026-10-07", "D-O2", "S-1", "2", "30.00"))
    job = doors.ended(token, doors.send(token, content, name="near.csv").json()["job"])
    first = job["problems"][0]
    assert (first["row"], first["code"], first["column"]) == (2, "unknown_client", "Client"), job
    assert first["message"].startswith("The client's code is not known. The file says 'D-O2'.")
    said = books.sql("SELECT reason, suggestion FROM quittance_line WHERE client_code = 'D-O2'")
    assert said[0][1], "the accountant has the nearest ones"
    assert "Nearest" not in str(job) and said[0][1] not in str(job), job


def test_the_same_bytes_by_every_way_are_taken_once(books, doors):
    token = doors.issue()
    content = cleaning(("2026-10-05", "D-2", "S-1", "3", "30.00"))
    first = doors.ended(token, doors.send(token, content).json()["job"])
    again = doors.ended(token, doors.send(token, content).json()["job"])
    assert (first["known"], again["known"]) == (False, True), again
    (doors.drop / "same.csv").write_bytes(content)
    doors.until(lambda: list(doors.drop.glob("archive/*/same.csv")), "archived")
    path = doors.folder / "same_by_hand.csv"
    path.write_bytes(content)
    report = books.run("import", path, "--supplier", "SUP").report["files"][0]
    assert report["outcome"] == "known", report
    assert doors.lines(content) == [(1, "http")]


def test_each_file_says_who_sent_it(books, doors):
    token = doors.issue()
    contents = {way: cleaning(("2026-10-09", "D-1", f"S-{way}", "1", "30.00"))
                for way in ("http", "drop", "cli")}
    doors.ended(token, doors.send(token, contents["http"], name="h.csv").json()["job"])
    (doors.drop / "d.csv").write_bytes(contents["drop"])
    doors.until(lambda: list(doors.drop.glob("archive/*/d.csv")), "archived")
    path = doors.folder / "c.csv"
    path.write_bytes(contents["cli"])
    books.run("import", path, "--supplier", "SUP")
    said = {way: books.sql("SELECT sender FROM quittance_file WHERE sha256 = %r"
                           % hashlib.sha256(content).hexdigest())[0][0]
            for way, content in contents.items()}
    assert said == {"http": "tests", "drop": str(doors.drop),
                    "cli": f"{getpass.getuser()}@{socket.gethostname()}"}


def test_a_correction_of_what_never_came_is_kept_in_odoo(books, doors):
    token = doors.issue()
    content = cleaning(("2026-10-08", "D-1", "S-1", "4", "30.00"))
    job = doors.ended(token, doors.send(token, content, replaces="0" * 64).json()["job"])
    assert job["state"] == "refused", job
    refused = ("SELECT state, refused_code, bytes_kept, message LIKE '%never read%'"
               " FROM quittance_file WHERE sha256 = '{}'")
    assert books.sql(refused.format(hashlib.sha256(content).hexdigest())) == [
        ["refused", "not_taken", "t", "t"]]


def test_a_file_that_waits_for_another_keeps_no_other_supplier_waiting(books, doors):
    """As when another connector reads the file that it corrects."""
    supplier_of(books, "BUSY", **CLEANING)
    token, own = doors.issue("BUSY"), doors.issue()
    books.sql("INSERT INTO quittance_file (company_id, supplier_id, name, period, sha256, channel,"
              " state, bytes_kept, lease_until) SELECT f.company_id, s.id, 'first', '', repeat('b', 64),"
              " 'cli', 'reading', true, now() + interval '1 day' FROM quittance_file f,"
              " res_partner s WHERE s.quittance_supplier_code = 'BUSY' LIMIT 1")
    correction = cleaning(("2026-10-12", "D-1", "S-1", "4", "30.00"))
    waits = doors.send(token, correction, code="BUSY", replaces="b" * 64).json()["job"]
    log = doors.folder / "serve.log"
    doors.until(lambda: waits in log.read_text(), "it is said to wait")
    content = cleaning(("2026-10-12", "D-2", "S-1", "4", "30.00"))
    assert doors.ended(own, doors.send(own, content).json()["job"])["state"] == "done"
    assert doors.job(token, waits)["state"] == "waiting"
    assert "serve_round_failed" not in log.read_text(), "no round was given up for it"
    books.sql("UPDATE quittance_file SET state = 'refused' WHERE name = 'first'")
    assert doors.ended(token, waits)["state"] == "refused"


def test_a_second_service_in_the_same_spool_says_so_and_ends(doors):
    other = subprocess.run([BINARY, "serve", "--config", doors.config], capture_output=True,
                           text=True, timeout=60, check=False)
    assert other.returncode == 3, other
    assert "another `quittance serve`" in other.stdout + other.stderr, other
    token = doors.issue()
    assert doors.send(token, cleaning(("2026-10-09", "D-1", "S-1", "5", "30.00"))).ok


def test_a_revoked_token_opens_nothing_and_anothers_never_did(doors):
    token, foreign = doors.issue(), doors.issue("TICKETS")
    assert doors.send(foreign, b"x").status_code == 403
    doors.sandbox.shell(REVOKE, doors.database, code="SUP")
    doors.until(lambda: doors.send(token, b"").status_code == 401, "refused")
    assert doors.send(foreign, b"x", code="TICKETS").status_code == 202


def test_a_file_is_received_while_odoo_is_down_and_read_afterwards(doors):
    token = doors.issue()
    content = cleaning(("2026-10-07", "D-1", "S-2", "4", "25.00"))
    doors.sandbox.stop_odoo()
    try:
        answer = doors.send(token, content, name="while_down.csv")
        assert answer.status_code == 202, answer.text
        assert doors.job(token, answer.json()["job"])["state"] in ("waiting", "reading")
        doors.stop(signal.SIGKILL)
        doors.start()  # without Odoo, and it still knows the token
        assert doors.job(token, answer.json()["job"])["state"] in ("waiting", "reading")
    finally:
        doors.sandbox.start_odoo()
    job = doors.ended(token, answer.json()["job"])
    assert (job["state"], job["lines"], job["amount"]) == ("done", 1, "100.00"), job
    assert doors.lines(content) == [(1, "http")]


def test_dropped_files_are_taken_whole_archived_or_refused_with_the_reason(books, doors):
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
    done = books.run("doctor", config=doors.config, expect=(0, 1, 2))
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


def supplier_of(books, code, **profile):
    """A new supplier, with a profile when there is something to say in it: its id."""
    made, = books.admin("res.partner", "create", [
        {"name": code, "quittance_is_supplier": True, "quittance_supplier_code": code}])
    if profile:
        books.admin("quittance.profile", "create", [{"name": code, "supplier_id": made, **profile}])
    return made


def test_without_a_profile_a_file_is_kept_and_read_once_there_is_one(books, doors):
    supplier = supplier_of(books, "NEW")
    token = doors.issue("NEW")
    contents = [cleaning((f"2026-10-1{day}", "D-1", "S-1", "1", "30.00")) for day in (1, 2)]
    # A seed of that name is there, but for another supplier.
    for content, asked, code in ((contents[0], {"profile": "maint"}, "profile_unknown"),
                                 (contents[1], {}, "profile")):
        sent = doors.send(token, content, code="NEW", **asked)
        job = doors.ended(token, sent.json()["job"])
        assert (job["state"], job["problems"][0]["code"]) == ("refused", code), job
    waiting, = books.admin.search_read("quittance.todo", [("kind", "=", "profile")], ["waiting"])
    assert waiting["waiting"] == 2
    assert books.admin("quittance.profile", "search_count", [("supplier_id", "=", supplier)]) == 0
    books.admin("quittance.profile", "create", [
        {"name": "new", "supplier_id": supplier, **CLEANING}])
    doors.until(lambda: doors.lines(contents[1]) == [(1, "http")], "it is read")
    assert doors.lines(contents[0]) == [], "which profile was meant is not guessed"


def test_of_card_numbers_that_cannot_be_masked_nothing_stays_anywhere(books, doors):
    supplier = supplier_of(books, "CARDS", format="json", column_client="client",
                           column_service="service", column_price="price",
                           column_comment="note", decimal_mark=".",
                           constant_quantity="1", period_rule="previous")
    content = (b'[{"client": "D-1", "service": "S-1", "price": "1.00",'
               b' "note": "4111 1111 1111 \\u0031111"}]')
    drop = doors.folder / "drop" / "CARDS"
    drop.mkdir()
    (drop / "x.json").write_bytes(content)
    doors.until(lambda: (drop / "refused" / "x.json.txt").exists(), "refused")
    doors.until(lambda: not list(drop.rglob("*x.json")), "the file itself is gone")
    accountant = books.sandbox.rpc("accountant", books.database)
    made, = accountant("quittance.import.file", "create", [{
        "content": base64.b64encode(content).decode(), "name": "x.json",
        "supplier_id": supplier}])
    number = accountant("quittance.import.file", "action_import", [made])["res_id"]

    def refused():
        file, = accountant.search_read(
            "quittance.file", [("id", "=", number)], ["state", "message", "bytes_kept"])
        return file["state"] == "refused" and file
    file = doors.until(refused, "refused")
    assert (file["message"].split(":")[0], file["bytes_kept"]) == ("card_number", False)
    assert books.sandbox.sql("SELECT count(*) FROM ir_attachment WHERE res_model = 'quittance.file'"
                             f" AND res_id = {number}", books.database) == [["0"]]
