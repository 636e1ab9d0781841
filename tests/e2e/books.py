"""The books of one company in a fresh database of the tests' sandbox, and the connector beside it.

    with Books(folder, clients={"K-1": ["Villa", "card"]}, …) as books:
        books.run("draft", "--period", "2026-10")     # code, report, said
"""

import json
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from sandbox import client  # noqa: E402 - the path is set above
from simulator.client import Simulator  # noqa: E402

BINARY = os.environ.get("QUITTANCE_BIN") or ROOT / "build" / "release" / "connector" / "quittance"
LOADER = ROOT / "tests" / "sandbox" / "company" / "load.py"
PROFILES = ROOT / "config" / "profiles"
SUPPLIERS = {"SUP": ["Ménage des Îles", "cleaning"], "TICKETS": ["Maintenance Caraïbe", "maint"]}
PRODUCTS = {"S-1": "Ménage", "S-2": "Vitres"}
CALL_SECONDS = 120
WAITS = {"after_sent": 1, "resolve": 3600, "poll_pending": 3600}

Done = namedtuple("Done", "code report said")


class Books:
    """Use as a context manager: its database and its simulator go at the end.

    `clients`, `suppliers`, `products`, `goods` as tests/sandbox/company/load.py takes them.
    """

    def __init__(self, folder, clients, suppliers=None, products=None, goods=()):
        self.folder = Path(folder)
        self.sandbox = client.attach()
        self._company = {"clients": clients, "suppliers": suppliers or SUPPLIERS,
                         "products": products or PRODUCTS, "goods": sorted(goods)}

    def __enter__(self):
        self._fresh = self.sandbox.fresh_database("books")
        self.database = self._fresh.__enter__()
        self.simulator = Simulator(self.folder).start()
        try:
            self._load()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_details):
        self.simulator.stop()
        self._fresh.__exit__(None, None, None)

    def _load(self):
        self.simulator.settings(settle_after=None)
        self.sandbox.shell(LOADER.read_text(), self.database, **self._company,
                           webhook_secret="whsec_books", simulator_url=self.simulator.url, waits={})
        self.admin = self.sandbox.rpc("admin", self.database)
        self.accountant = self.sandbox.rpc("accountant", self.database)
        self.workers(3)
        for name, seconds in WAITS.items():
            self.wait(name, seconds)
        self._open()
        self.config = self.configuration("connector")

    def _open(self):
        """What a supervisor decides: this database, from which day, collection on."""
        odoo = self.sandbox.rpc("supervisor", self.database)
        settings = odoo("quittance.settings", "search", [("company_id", "=", 1)])[0]
        hello = self.sandbox.rpc("connector", self.database).quittance(
            "hello", {"contract": 1, "keys": []})
        decisions = [("go_live", {"go_live": "2026-01-01"}), ("collection_on", {})]
        for what, values in decisions if hello["bound"] else [("bind", {}), *decisions]:
            wizard = odoo("quittance.control.wizard", "create",
                          {"what": what, "settings_id": settings, "reason": "tests", **values})
            odoo("quittance.control.wizard", "action_confirm", [wizard])

    def wait(self, name, seconds):
        """A wait of the tests' own addon; by a call, because workers cache system parameters."""
        self.admin("ir.config_parameter", "set_param", f"quittance_sandbox.wait.{name}",
                   str(seconds))

    def workers(self, number):
        """How many Odoo believes that it has: with three, calls of two connectors race."""
        self.admin("ir.config_parameter", "set_param", "quittance_sandbox.workers", str(number))

    # -- the connector -------------------------------------------------------------------------

    def configuration(self, name, journal="witness"):
        """A connector's configuration of that name, with that journal; its path."""
        return self.sandbox.connector_config(
            self.folder / f"{name}.toml", database=self.database,
            journal=self.folder / f"{journal}.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\n')

    def start(self, *arguments, config=None):
        """Start the real connector and do not wait for it."""
        return subprocess.Popen(
            [BINARY, *map(str, arguments), "--config", config or self.config, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    call_seconds = CALL_SECONDS

    def finish(self, process):
        """Its exit code, its report and all that it said."""
        out, problems = process.communicate(timeout=self.call_seconds)
        lines = out.splitlines()
        report = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
        return Done(process.returncode, report, out + problems)

    def run(self, *arguments, config=None, expect=(0, 1)):
        done = self.finish(self.start(*arguments, config=config))
        assert done.code in expect, done
        return done

    # -- files, drafts, invoices ---------------------------------------------------------------

    def write(self, name, rows):
        """A cleaning file of rows (date, client, service, hours, price); its path."""
        path = self.folder / name
        lines = [",".join(map(str, row)) for row in rows]
        path.write_text("\n".join(["Date,Client,Prestation,Heures,Tarif", *lines, ""]),
                        encoding="utf-8")
        return path

    def bring(self, name, rows, replaces=None):
        """Import such a file of the supplier SUP; (path, its report)."""
        path = self.write(name, rows)
        more = ["--replaces", replaces] if replaces else []
        done = self.run("import", path, "--supplier", "SUP", "--profile", "cleaning", *more)
        return path, done.report["files"][0]

    def sql(self, statement):
        return self.sandbox.sql(statement, self.database)

    def post(self, moves):
        """As the accountant: post these drafts and note that they were sent."""
        for first in range(0, len(moves), 20):
            self.accountant("account.move", "action_post", moves[first:first + 20])
        dialog = self.accountant("account.move", "action_quittance_mark_sent", moves)
        self.accountant("quittance.decision", "action_confirm", [dialog["res_id"]])

    def charges(self):
        """{reference: what the provider's own ledger has of it}."""
        return self.simulator.summary()["by_reference"]
