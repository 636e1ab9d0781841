"""Drop folders behind SFTP: OpenSSH's own server and client, an upload that stalls, and folders
that make trouble beside others that do not."""

import os
import signal
import subprocess
import time

import pytest

from ways_in import SuppliedBooks, cleaning

CLIENTS = {"D-1": ["Villa 1", "none"]}
SERVER = "/usr/lib/openssh/sftp-server"
STALL_SECONDS = 4  # four times as long as a file must lie still here


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with SuppliedBooks(tmp_path_factory.mktemp("drop"), clients=CLIENTS) as books:
        yield books


def sftp(folder, *commands, options=()):
    """OpenSSH's client, speaking to its server in this folder."""
    client = subprocess.Popen(["sftp", "-q", *options, "-b", "-", "-D", SERVER], cwd=folder,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    client.stdin.write("".join(f"{command}\n" for command in commands))
    client.stdin.close()
    return client


def sent(folder, content):
    path = folder / "to_send.csv"
    path.write_bytes(content)
    return path


def test_a_file_by_sftp_is_taken_whole_under_its_last_name(doors, tmp_path):
    content = cleaning(("2026-10-01", "D-1", "S-1", "1", "31.00"))
    client = sftp(doors.drop, f"put {sent(tmp_path, content)} oct.csv.part",
                  "rename oct.csv.part oct.csv")
    assert client.wait(60) == 0, client.stdout.read()
    doors.until(lambda: list(doors.drop.glob("archive/*/oct.csv")), "archived")
    assert doors.lines(content) == [(1, "drop")]


def test_an_upload_that_stalls_is_not_taken_in_halves(doors, tmp_path):
    rows = [("2026-10-02", "D-1", "S-1", "1", f"{number}.00") for number in range(1, 1800)]
    content = cleaning(*rows)
    target = doors.drop / "slow.csv"
    doors.until((doors.drop / ".taken").exists, "somebody looks at the folder")
    client = sftp(doors.drop, f"put {sent(tmp_path, content)} slow.csv",
                  options=["-B", "1024", "-R", "1", "-l", "200"])
    doors.until(lambda: target.exists() and target.stat().st_size > 4096, "it has begun")
    os.kill(client.pid, signal.SIGSTOP)
    try:
        begun = target.stat().st_size
        assert begun < len(content)
        time.sleep(STALL_SECONDS)
        assert target.exists() and not list(doors.drop.glob(".taken/*"))
    finally:
        os.kill(client.pid, signal.SIGCONT)
    assert client.wait(60) == 0, client.stdout.read()
    doors.until(lambda: list(doors.drop.glob("archive/*/slow.csv")), "archived")
    assert doors.lines(content) == [(len(rows), "drop")]


def test_a_folder_or_file_that_makes_trouble_leaves_the_others_their_turn(books, doors):
    books.admin("res.partner", "create", [
        {"name": "Bad", "quittance_is_supplier": True, "quittance_supplier_code": "BAD"}])
    bad = doors.folder / "drop" / "BAD"
    bad.mkdir()
    (bad / ".taken").write_text("a file in the way of the folder")
    (bad / "a.csv").write_bytes(cleaning(("2026-10-03", "D-1", "S-1", "1", "1.00")))
    (doors.drop / "in").mkdir()
    (doors.drop / "refused").write_text("a file in the way of the folder")
    (doors.drop / "in" / "bad.csv").write_bytes(b"PK\x03\x04 no workbook")
    content = cleaning(("2026-10-04", "D-1", "S-1", "1", "32.00"))
    (doors.drop / "in" / "good.csv").write_bytes(content)
    doors.until(lambda: list(doors.drop.glob("archive/*/good.csv")), "archived")
    assert doors.lines(content) == [(1, "drop")]
    assert (bad / "a.csv").exists()
    doors.until(lambda: all(place in (doors.folder / "serve.log").read_text()
                            for place in ("BAD/.taken", "SUP/refused")), "both are told")
    (doors.drop / "refused").unlink()
    doors.until(lambda: (doors.drop / "refused" / "bad.csv.txt").exists(), "refused after all")
