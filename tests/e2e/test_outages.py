"""What is outside fails: one clear sentence, the right exit code, nothing lost."""

import contextlib
import http.server
import json
import os
import re
import resource
import signal
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

from world import BINARY, CALL_SECONDS, PROFILES

USAGE, UNAVAILABLE = 2, 3
COMMANDS = [("draft", "--period", "2026-10"), ("collect",), ("reconcile",), ("night",),
            ("report",), ("audit",), ("doctor",), ("import", "FILE", "--supplier", "SUP")]


class Place:
    """A connector's configuration on a database of the company's sandbox, and its file."""

    def __init__(self, company, folder):
        self.company, self.folder = company, Path(folder)
        self.file = self.folder / "menage.csv"
        self.file.write_text("Date,Client,Prestation,Heures,Tarif\n"
                             f"2026-10-05,P-1,Ménage,1,{30 + os.getpid() % 50}.00\n")

    def config(self, *changes, database=None, journal=None):
        """A configuration in which each (pattern, replacement) was applied."""
        path = self.company.sandbox.connector_config(
            self.folder / "connector.toml", database=database,
            journal=journal or self.folder / "witness.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\n')
        text = path.read_text()
        for pattern, replacement in changes:
            text, count = re.subn(pattern, replacement, text)
            assert count == 1, pattern
        path.write_text(text)
        return path

    def run(self, command, config, **how):
        """(exit code, standard error, JSON report) of one command."""
        arguments = [str(self.file) if one == "FILE" else one for one in command]
        done = subprocess.run([BINARY, *arguments, "--config", config, "--json"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              timeout=CALL_SECONDS, **how)
        return done.returncode, done.stderr, json.loads(done.stdout.splitlines()[-1])

    def expect(self, config, code, says, commands=COMMANDS, **how):
        """Every command ends so, with one sentence; the report says the same."""
        for command in commands:
            found, error, report = self.run(command, config, **how)
            problem = " ".join(one["sentence"] for one in report.get("problems", []))
            sentence = report.get("error") or problem
            assert (found, report["exit_code"]) == (code, code), (command, error, report)
            assert re.search(says, sentence), (command, sentence)
            if command != ("doctor",):
                assert error == f"quittance: {sentence}\n", command
            assert "Traceback" not in error + sentence
            assert self.company.sandbox.state["api_key"] not in error + json.dumps(report)


@pytest.fixture(name="place")
def _place(company, tmp_path):
    return Place(company, tmp_path)


@pytest.fixture(autouse=True)
def _nothing_happens_at_the_provider(company, request):
    before = company.simulator.summary()["by_reference"]
    yield
    if request.function is not test_afterwards_all_of_it_works_and_nothing_was_lost:
        assert company.simulator.summary()["by_reference"] == before


def test_odoo_is_down(place):
    config = place.config((r'url = ".*"', 'url = "http://127.0.0.1:9"'))
    place.expect(config, UNAVAILABLE, "Odoo cannot be reached at http://127.0.0.1:9.*"
                                      "(Nothing is lost: put it right|Couldn't connect)",
                 commands=[("draft", "--period", "2026-10"), ("night",), ("doctor",)])


def test_a_wrong_key(place):
    key = place.folder / "key"
    key.write_text("0123456789abcdef0123456789abcdef01234567\n")
    key.chmod(0o600)
    config = place.config((r'api_key_file = ".*"', f'api_key_file = "{key}"'))
    place.expect(config, USAGE, r'does not let the user "quittance-connector" into the database')


def test_a_key_that_others_can_read(place):
    key = place.folder / "key"
    key.write_text(place.company.sandbox.state["api_key"])
    key.chmod(0o644)
    config = place.config((r'api_key_file = ".*"', f'api_key_file = "{key}"'))
    place.expect(config, USAGE, "chmod 600", commands=[("collect",), ("report",)])


def test_a_database_that_is_not_there(place):
    place.expect(place.config(database="nowhere"), USAGE,
                 r'there is no database "nowhere" .*check \[odoo\] database')


def test_the_addon_is_missing(place):
    sandbox = place.company.sandbox
    with sandbox.fresh_database("bare") as name:
        sandbox.shell("module = env['ir.module.module'].search([('name', '=', 'quittance')])\n"
                      "module.button_immediate_uninstall()\n", database=name)
        place.expect(place.config(database=name), USAGE,
                     "the addon Quittance is not installed in the database .*install it")


class OlderAddon(http.server.BaseHTTPRequestHandler):
    """Between the connector and Odoo: the addon's greeting names an older contract."""

    def do_POST(self):  # noqa: N802 - the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = urllib.request.Request(  # noqa: S310 - our own sandbox
            self.server.odoo + self.path, body, {"Content-Type": "text/xml"})
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
            text = answer.read()
        text = re.sub(rb"(<name>contract</name>\s*<value><int>)\d+", rb"\g<1>0", text)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_arguments):
        """Not on the test's terminal."""


@contextlib.contextmanager
def older_addon(odoo):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), OlderAddon) as server:
        server.odoo = odoo
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_addon_is_too_old(place):
    with older_addon(place.company.sandbox.url) as url:
        config = place.config((r'url = ".*"', f'url = "{url}"'))
        place.expect(config, USAGE, "update the addon")


def no_room():
    """In the child: no file grows beyond 4 KiB, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_no_room_for_the_journal(place):
    move, = place.company.invoices("P-1")
    before = place.company.simulator.summary()["by_reference"]
    config = place.config()
    place.expect(config, UNAVAILABLE, "journal", commands=[("collect",), ("night",)],
                 preexec_fn=no_room)
    assert place.company.simulator.summary()["by_reference"] == before
    assert place.company.invoice(move)[0] == "not_paid"


def test_a_journal_in_a_folder_that_is_not_there(place):
    config = place.config(journal="/nowhere/witness.journal")
    place.expect(config, USAGE, "/nowhere", commands=[("collect",), ("night",), ("reconcile",)])


def test_a_journal_that_is_something_else(place):
    journal = place.folder / "witness.journal"
    journal.write_bytes(b"These are notes, not a journal." * 200)
    journal.chmod(0o600)
    config = place.config()
    code, error, _report = place.run(("collect",), config)
    assert code in (USAGE, UNAVAILABLE, 4), error
    assert str(journal) in error
    assert journal.read_bytes() == b"These are notes, not a journal." * 200


def test_a_damaged_journal(place):
    config = place.config()
    assert place.run(("reconcile",), config)[0] in (0, 1)
    journal = place.folder / "witness.journal"
    kept = journal.read_bytes()
    damaged = kept[:100] + b"\xff" * (len(kept) - 100)
    for beside in place.folder.glob("witness.journal-*"):
        beside.unlink()
    journal.write_bytes(damaged)
    for command in (("collect",), ("reconcile",)):
        code, error, _report = place.run(command, config)
        assert code in (USAGE, UNAVAILABLE), error
        assert str(journal) in error
    assert journal.read_bytes() == damaged


def test_afterwards_all_of_it_works_and_nothing_was_lost(place):
    """The same file and the same invoices, once Odoo is there again."""
    config = place.config((r'url = ".*"', 'url = "http://127.0.0.1:9"'))
    move, = place.company.invoices("P-3")
    importing = ("import", "FILE", "--supplier", "SUP", "--profile", "cleaning")
    for command in (importing, ("collect",)):
        assert place.run(command, config)[0] == UNAVAILABLE
    assert place.file.exists()
    _code, error, report = place.run(importing, place.config())
    assert report["files"][0]["lines"] == 1, (error, report)
    assert place.company.invoice(move)[0] == "not_paid"
    code, error, _report = place.run(("collect",), place.config())
    assert code in (0, 1), error
    place.company.judge([move])
