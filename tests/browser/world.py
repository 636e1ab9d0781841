"""A small company on the shared sandbox's main database, the one that a browser reaches.

Clients have stored methods by a word each (tests/sandbox/company/load.py); the provider is the
simulator. What is prepared here goes over XML-RPC and the real connector, never over the screen.
"""

import contextlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "fixtures" / "sample_month"
sys.path += [str(ROOT / "tests"), str(SAMPLE)]

import company  # noqa: E402 - the path is set above
from sandbox.client import Rpc, Sandbox, attach  # noqa: E402
from simulator.client import Simulator  # noqa: E402

CONNECTOR = Path(os.environ.get("QUITTANCE_BIN")
                 or ROOT / "build" / "release" / "connector" / "quittance")
LOADER = ROOT / "tests" / "sandbox" / "company" / "load.py"
LAUNDRY = SAMPLE / "blanchisserie_2026-10.csv"
CLEANING = SAMPLE / "menage_octobre.csv"
# The portal's client belongs to the loader's first villa, C-101.
PORTAL_VILLA = "C-101"
PERIOD = "2026-10"
COLUMNS = ("client", "service", "quantity", "price", "amount", "ticket", "date", "comment")


def meant_for(name):
    """What a file of the sample month should come to (expected.json)."""
    files = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))["files"]
    found, = (one for one in files if one["name"] == name)
    return found


class World:
    """The company, its simulator and its connector, from `start` to `stop`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.sandbox = attach()
        self._instance = Sandbox(self.sandbox.name)

    def start(self):
        """Make the main database anew and load the company."""
        self._instance.reset()
        self.simulator = Simulator(self.folder).start()
        try:
            self._load()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        self.simulator.stop()

    def _load(self):
        clients = {code: list(one) for code, one in company.CLIENTS.items()}
        self.sandbox.shell(
            LOADER.read_text(), clients=clients, goods=sorted(company.GOODS),
            suppliers={code: list(one) for code, one in company.SUPPLIERS.items()},
            products=company.PRODUCTS, simulator_url=self.simulator.url,
            webhook_secret="whsec_browser", waits={})
        self.admin = self.sandbox.rpc("admin")
        self.config = self.sandbox.connector_config(
            self.folder / "connector.toml", journal=self.folder / "witness.journal",
            extra=f'\n[import]\nprofiles_dir = "{ROOT / "config" / "profiles"}"\n')

    # -- deciding, as a supervisor who is not at the screen --------------------------------------

    def open_for_collection(self):
        """This database bound, collection on, everything since October due."""
        for what, values in (("bind", {}), ("go_live", {"go_live": "2026-10-01"}),
                             ("collection_on", {})):
            if what != "bind" or not self.bound():
                self._decide(what, values)

    def _decide(self, what, values):
        odoo = self.sandbox.rpc("supervisor")
        settings, = odoo("quittance.settings", "search", [])
        wizard = odoo("quittance.control.wizard", "create",
                      {"what": what, "settings_id": settings, "reason": "browser", **values})
        # Written in French: what is kept stays in the language in which it was decided.
        odoo("quittance.control.wizard", "action_confirm", [wizard], context={"lang": "fr_FR"})

    def bound(self):
        ledger, = self.admin.search_read("quittance.ledger", [], ["is_bound"])
        return ledger["is_bound"]

    def hello_with(self, key):
        """What Odoo answers the connector under another key than the sandbox's own."""
        state = self.sandbox.state
        odoo = Rpc(self.sandbox.url, self.sandbox.database, state["connector_login"], key)
        return odoo.quittance("hello", {"contract": 3, "keys": []})

    def speak(self, role, language):
        """Give a person another language."""
        login = self.sandbox.state["logins"][role]["login"]
        users = self.admin("res.users", "search", [("login", "=", login)])
        self.admin("res.users", "write", users, {"lang": language})

    def publish(self, code):
        """Offer a provider to clients."""
        providers = self.admin("payment.provider", "search", [("code", "=", code)])
        self.admin("payment.provider", "write", providers, {"is_published": True})

    # -- the connector ---------------------------------------------------------------------------

    def connector(self, *arguments, expect=(0, 1)):
        """Run it; its JSON report."""
        done = subprocess.run(
            [CONNECTOR, *map(str, arguments), "--config", self.config, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
        assert done.returncode in expect, f"{arguments}: {done.returncode} {done.stderr[-3000:]}"
        return json.loads(done.stdout.splitlines()[-1])

    @contextlib.contextmanager
    def serving(self):
        """`quittance serve` beside the block, ended after it."""
        with open(self.folder / "serve.log", "wb") as log:
            process = subprocess.Popen([CONNECTOR, "serve", "--config", self.config],
                                       stdout=log, stderr=log)
            try:
                yield process
            finally:
                process.terminate()
                process.wait(timeout=20)

    def draft_the_cleaning(self):
        """October of the cleaners: one draft for each of their clients."""
        self.connector("import", CLEANING, "--supplier", "CLEANING", "--profile", "cleaning")
        self.connector("draft", "--period", PERIOD)

    def load_profile(self, supplier):
        """Seed the supplier's profile, as the connector does before it reads a first file."""
        name = company.SUPPLIERS[supplier][1]
        with open(ROOT / "config" / "profiles" / f"{name}.toml", "rb") as file:
            seed = tomllib.load(file)
        columns = {**dict.fromkeys(COLUMNS, ""), **seed.pop("columns")}
        texts = dict.fromkeys(("date_format", "ticket_names", "total_label"), "")
        answer = self.sandbox.rpc("connector").quittance("profile_seed", {
            "company_id": 1, "supplier_code": supplier,
            "profile": {"name": name, "cumulative": False, **texts, **seed, "columns": columns}})
        assert answer["created"] in (True, False)  # one that is there is never changed

    # -- invoices --------------------------------------------------------------------------------

    def client_id(self, code):
        found, = self.admin("res.partner", "search", [("ref", "=", code), ("parent_id", "=", False)])
        return found

    def posted_invoice(self, code, amount):
        """A posted invoice of one untaxed line for a client, due today; its id."""
        odoo = self.sandbox.rpc("accountant")
        move = odoo("account.move", "create", {
            "move_type": "out_invoice", "partner_id": self.client_id(code),
            "invoice_line_ids": [(0, 0, {"name": "Conciergerie", "quantity": 1,
                                         "price_unit": amount, "tax_ids": [(6, 0, [])]})]})
        odoo("account.move", "action_post", [move])
        return move

    def collect_now(self, move, **more):
        """*Collect now* and *Charge*, as the accountant."""
        odoo = self.sandbox.rpc("accountant")
        dialog = odoo("account.move", "action_quittance_collect_now", [move], **more)
        odoo(dialog["res_model"], "action_confirm", [dialog["res_id"]], **more)

    def move(self, move_id, *fields):
        return self.admin("account.move", "read", [move_id], list(fields))[0]

    def attempts(self, move_id):
        """[{state, rail, amount, booked, …}] of an invoice, oldest first."""
        return self.admin.search_read(
            "quittance.attempt", [("row_ids.move_id", "=", move_id)],
            ["state", "rail", "amount", "booked", "key", "message"], order="id")

    def charges(self):
        """{reference: {succeeded, amount_succeeded, …}}: what the provider really did."""
        return self.simulator.summary()["by_reference"]
