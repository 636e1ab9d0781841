"""An import of 50,000 lines that is killed again and again ends as one that was not: the command,
and `serve` that reads what came by the portal."""

import contextlib
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from sandbox import client  # noqa: E402 - the path is set above

BINARY = os.environ.get("QUITTANCE_BIN") or ROOT / "build" / "release" / "connector" / "quittance"
LINES, CLIENTS, KILLS = 50_000, 300, 4
PATIENCE = 300  # seconds
SEED = int(os.environ.get("QUITTANCE_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SETUP = """
env["res.partner"].create([{"name": f"Client {number}", "ref": f"K-{number}"}
                           for number in range(clients)])
env["product.product"].create([{"name": code, "default_code": code, "type": "service"}
                               for code in services])
supplier = env["res.partner"].create({"name": "Blanchisserie", "quittance_is_supplier": True,
                                      "quittance_supplier_code": "KILL"})
env["quittance.profile"].create({
    "name": "kill", "supplier_id": supplier.id, "delimiter": ";", "charset": "utf-8",
    "decimal_mark": ",", "date_format": "DD/MM/YYYY", "header_row": 1, "period_rule": "date",
    "ticket_names": "line", "column_client": "Client", "column_service": "Type",
    "column_quantity": "Quantité", "column_price": "Prix", "column_date": "Date",
    "column_ticket": "Ticket", "currency": "EUR"})
env["res.users"].with_context(no_reset_password=True).create({
    "login": "clerk",
    "partner_id": env["res.partner"].create({"name": "Clerk", "parent_id": supplier.id}).id,
    "group_ids": [(6, 0, [env.ref("quittance.group_supplier_portal").id])]})
env.cr.commit()
"""
SERVICES = ("K-LAV", "K-REP", "K-NET")
# All that was read, without what differs by nature: ids and moments.
READ = """SELECT md5(string_agg(concat_ws('|', row, key, content, client_id, product_id, amount,
                                          period, state, reason_code, raw), ',' ORDER BY row))
            FROM quittance_line"""
# What the portal's page does with a file, of which a web session reaches one database alone.
SENT = """
import io
clerk = env["res.users"].search([("login", "=", "clerk")])
_file, new = env["quittance.file"].with_user(clerk)._portal_receive(
    clerk, "octobre.csv", io.BytesIO(text.encode()))
assert new
env.cr.commit()
"""
STORED = "SELECT count(*) FROM quittance_line"
# A reader that is not heard of for a minute is gone. Half of it has to pass, or none where the
# reader was killed; a file of which something is heard is left alone.
PASSED = """UPDATE quittance_file SET lease_until = timezone('UTC', now())
             WHERE state IN ('waiting', 'reading')
               AND lease_until > timezone('UTC', now())
               AND lease_until < timezone('UTC', now() + interval '30 seconds')"""
GONE = PASSED.replace("30 seconds", "10 minutes")
FILE = """SELECT f.state, f.line_count, f.amount, f.unreadable, f.sha256,
                 (SELECT count(*) FROM quittance_file), f.bytes_kept
            FROM quittance_file f"""


@pytest.fixture(name="sandbox", scope="module")
def _sandbox():
    return client.attach()


@pytest.fixture(name="seeded", scope="module")
def _seeded(sandbox):
    """A database with the clients and the profile, to be copied."""
    with sandbox.fresh_database("killseed") as database:
        sandbox.shell(SETUP, database, clients=CLIENTS, services=list(SERVICES))
        yield database


@pytest.fixture(name="file", scope="module")
def _file(tmp_path_factory):
    """50,000 services for 300 clients; one in 500 names nobody. More than 2 MiB: it goes in parts."""
    chance = random.Random(50)
    path = tmp_path_factory.mktemp("kill") / "octobre.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Ticket;Date;Client;Type;Quantité;Prix\n")
        for number in range(LINES):
            name = "K-X?" if number % 500 == 0 else f"K-{chance.randrange(CLIENTS)}"
            file.write(f"T{number:06d};{chance.randint(1, 31):02d}/10/2026;{name};"
                       f"{chance.choice(SERVICES)};{chance.randint(1, 9)};"
                       f"{chance.randint(1, 99)},{chance.randint(0, 99):02d}\n")
    return path


class Importer:
    """The connector, importing one file into one database."""

    def __init__(self, sandbox, database, folder, file):
        config = sandbox.connector_config(folder / f"{database}.toml", database=database,
                                          journal=folder / f"{database}.journal")
        self._command = [str(BINARY), "import", str(file), "--supplier", "KILL", "--config",
                         str(config), "--json"]

    def begin(self):
        return subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def whole(self):
        """Run it to its end; the report of the file."""
        done = subprocess.run(self._command, capture_output=True, text=True, check=False,
                              timeout=600)
        assert done.returncode in (0, 1), (done.stdout + done.stderr)[-2000:]
        return json.loads(done.stdout.splitlines()[-1])["files"][0]


def read_in(sandbox, database):
    return sandbox.sql(READ, database), sandbox.sql(FILE, database)


@pytest.fixture(name="meant", scope="module")
def _meant(sandbox, seeded, file, tmp_path_factory):
    """(what an undisturbed import leaves, how long it took)."""
    with sandbox.fresh_database("killnone", seeded) as database:
        importer = Importer(sandbox, database, tmp_path_factory.mktemp("none"), file)
        begin = time.monotonic()
        report = importer.whole()
        seconds = time.monotonic() - begin
        assert report["states"]["quarantine"]["lines"] == LINES // 500
        assert report["lines"] == LINES
        yield read_in(sandbox, database), seconds


def kill_connector(_sandbox, process):
    process.kill()


def kill_workers(sandbox, _process):
    for pid in sandbox.workers():
        os.kill(pid, 9)


def restart_odoo(sandbox, _process):
    sandbox.stop_odoo()
    sandbox.start_odoo()


@pytest.mark.parametrize("how", [kill_connector, kill_workers, restart_odoo])
def test_killed_at_any_moment_it_ends_the_same(sandbox, seeded, file, meant, tmp_path, how):
    (lines, kept), seconds = meant
    chance = random.Random(f"{SEED} {how.__name__}")
    print(f"seed {SEED}")
    with sandbox.fresh_database("kill", seeded) as database:
        importer = Importer(sandbox, database, tmp_path, file)
        for _kill in range(KILLS if how is kill_connector else 1):
            process = importer.begin()
            time.sleep(chance.uniform(0.05, seconds))
            how(sandbox, process)
            process.communicate(timeout=600)
        report = importer.whole()
        assert report["outcome"] in ("imported", "known")
        assert read_in(sandbox, database) == (lines, kept)
        assert kept[0][4] == hashlib.sha256(file.read_bytes()).hexdigest()


@contextlib.contextmanager
def serving(sandbox, database, folder):
    """`quittance serve` on that database, beside the block."""
    config = sandbox.connector_config(folder / "serve.toml", database=database,
                                      journal=folder / "serve.journal")
    with open(folder / "serve.log", "ab") as log:
        process = subprocess.Popen([str(BINARY), "serve", "--config", str(config)],
                                   stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def test_what_came_by_the_portal_ends_the_same_when_serve_and_odoo_are_killed(
        sandbox, seeded, file, meant, tmp_path):
    (lines, kept), _seconds = meant
    chance = random.Random(f"{SEED} serve")
    print(f"seed {SEED}")
    with sandbox.fresh_database("killserve", seeded) as database:
        def read(statement):
            return sandbox.sql(statement, database)

        def has_read(number):
            return int(read(STORED)[0][0]) >= number

        sandbox.shell(SENT, database, text=file.read_text(encoding="utf-8"))
        first, second = sorted(chance.sample(range(1, LINES // 1000), 2))
        with serving(sandbox, database, tmp_path) as serve:
            wait_until(lambda: has_read(1000 * first), "serve reads")
            kill_connector(sandbox, serve)
        read(GONE)
        with serving(sandbox, database, tmp_path) as serve:
            wait_until(lambda: has_read(1000 * second), "another one goes on")
            kill_workers(sandbox, serve)

            def is_closed():
                read(PASSED)
                return read(FILE)[0][0] == "closed"
            wait_until(is_closed, "the file is read to its end")
        assert read_in(sandbox, database) == (lines, kept)
