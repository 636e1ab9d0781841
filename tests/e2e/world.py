"""A small company on a real Odoo, with a simulated provider, portal clients and the connector."""

import itertools
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from sandbox import client  # noqa: E402 - the path is set above
from simulator.client import Simulator  # noqa: E402

from portal import Browser  # noqa: E402

BINARY = os.environ.get("QUITTANCE_BIN") or ROOT / "build" / "release" / "connector" / "quittance"
LOADER = ROOT / "tests" / "sandbox" / "company" / "load.py"
PROFILES = ROOT / "config" / "profiles"
PEOPLE = Path(__file__).resolve().parent / "people.py"
# Client code: [name, kind of stored method (load.py)]. Each has a portal user of that login.
CLIENTS = {"P-1": ["Villa Portail", "card"], "P-2": ["Villa Refus", "declined"],
           "P-3": ["Villa Voisine", "card"], "P-4": ["Villa Deux Cartes", "several"],
           "P-5": ["Villa Débit", "sepa"]}
PASSWORD = "a-password-for-tests"
CALL_SECONDS = 120

CHARGES = """
SELECT a.key FROM quittance_attempt_invoice i JOIN quittance_attempt a ON a.id = i.attempt_id
 WHERE i.move_id = {} ORDER BY i.no"""
SNAPSHOT = """
SELECT tablename, (xpath('/row/d/text()', query_to_xml(format(
    'SELECT md5(string_agg(t::text, '','' ORDER BY t::text)) AS d FROM public.%I t', tablename),
    false, true, '')))[1]::text
  FROM pg_tables WHERE schemaname = 'public'"""
# Written by logging in and by asking, whatever is asked.
VOLATILE = {"res_device_log", "res_users_log", "res_users_settings", "base_registry_signaling",
            "orm_signaling_registry"}


class Company:
    """Use as a context manager. `ids` has what people.py made: {"user": {login: id}, …}."""

    def __init__(self, name, folder):
        self.process = client.Sandbox(name)
        self.folder = Path(folder)
        self._numbers, self._browsers = itertools.count(1), {}

    def __enter__(self):
        self._found = self.process.exists()
        self.process.up(workers=2)
        self.sandbox = client.attach(self.process.name)
        self.simulator = Simulator(self.folder, judge=True).start()
        self.simulator.settings(settle_after=None)
        self.flags = self.sandbox.folder / "crash_flags"
        self.flags.mkdir(exist_ok=True)
        owner = (self.sandbox.folder / "data").stat()  # Odoo's workers take the flags away
        os.chown(self.flags, owner.st_uid, owner.st_gid)
        self._load()
        self.admin = self.sandbox.rpc("admin")
        self._open()
        self.config = self.sandbox.connector_config(
            self.folder / "connector.toml", journal=self.folder / "witness.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\n[runs]\nlease_seconds = 20\n')
        return self

    def __exit__(self, *_details):
        breaches = self.simulator.summary()["breaches"]
        self.simulator.stop()
        if not self._found:
            self.process.down()
        assert breaches == [], "Odoo and the simulator spoke another API than Stripe's"

    # -- making it -----------------------------------------------------------------------------

    def _load(self):
        self.sandbox.shell(
            LOADER.read_text(), clients=CLIENTS,
            suppliers={"SUP": ["Ménage des Îles", "cleaning"]}, products={"S-1": "Ménage"},
            goods=[], webhook_secret="whsec_e2e", simulator_url="", waits={})
        told = self.sandbox.shell(PEOPLE.read_text(), clients=CLIENTS, password=PASSWORD)
        self.ids = json.loads(told.splitlines()[-1])

    def _open(self):
        """System parameters, where the workers see them, and a supervisor's decisions."""
        self.parameter("quittance_sandbox.simulator_url", self.simulator.url)
        self.parameter("quittance_sandbox.wait.after_sent", "1")
        self.parameter("quittance_sandbox.crash_flag_dir", str(self.flags))
        self.parameter("quittance_sandbox.wait.resolve", "2")
        self.parameter("quittance_sandbox.wait.poll_pending", "1")
        self.parameter("account_payment.enable_portal_payment", "True")
        odoo = self.sandbox.rpc("supervisor")
        settings = odoo("quittance.settings", "search", [("company_id", "=", 1)])[0]
        bound = self.sandbox.rpc("connector").quittance("hello", {"contract": 1, "keys": []})
        decisions = [("go_live", {"go_live": "2026-01-01"}), ("collection_on", {})]
        for what, values in decisions if bound["bound"] else [("bind", {}), *decisions]:
            wizard = odoo("quittance.control.wizard", "create",
                          {"what": what, "settings_id": settings, "reason": "tests", **values})
            odoo("quittance.control.wizard", "action_confirm", [wizard])

    def parameter(self, name, value):
        """By a call, because workers cache system parameters."""
        self.admin("ir.config_parameter", "set_param", name, value)

    def arm(self, point):
        """The next Odoo worker that reaches this crash point is killed."""
        (self.flags / point).touch()

    # -- working with it -----------------------------------------------------------------------

    def rpc(self, login):
        """XML-RPC as one of the people of people.py."""
        return client.Rpc(self.sandbox.url, self.sandbox.database, login, self.ids["key"][login])

    def browser(self, code, number=0):
        """A client's own browser, logged in to the portal; another one for each number.

        Each is kept: Odoo takes a second to check a password.
        """
        if (code, number) not in self._browsers:
            self._browsers[code, number] = Browser(
                self.sandbox.url, self.sandbox.database, f"portal-{code.lower()}", PASSWORD)
        return self._browsers[code, number]

    def browser_of(self, login):
        """The browser of one of the people of people.py."""
        return Browser(self.sandbox.url, self.sandbox.database, login, PASSWORD)

    def stranger(self):
        """A browser that is not logged in: it has the link of a mail, or nothing."""
        return Browser(self.sandbox.url, self.sandbox.database)

    def payment(self, move, token=None, amount=None):
        """The parameters of *Pay* for an invoice: with a stored method, or for a card form."""
        return {"provider_id": self.ids["provider"], "payment_method_id": self.ids["card"],
                "token_id": token, "flow": "token" if token else "direct",
                "amount": float(amount or self.invoice(move)[2])}

    def invoices(self, code, count=1, amount=100, contact="partner"):
        """Posted, due and sent invoices of a client, each of another amount; their ids.

        `contact` is "person" for those made out to its portal user.
        """
        moves = self.admin("account.move", "create", [
            {"move_type": "out_invoice", "partner_id": self.ids[contact][code],
             "invoice_payment_term_id": False,
             "invoice_date": "2026-11-01", "invoice_date_due": "2026-11-01",
             "invoice_line_ids": [(0, 0, {"name": "Ménage", "quantity": 1, "tax_ids": [],
                                          "price_unit": amount + next(self._numbers)})]}
            for _number in range(count)])
        self.admin("account.move", "action_post", moves)
        accountant = self.sandbox.rpc("accountant")
        dialog = accountant("account.move", "action_quittance_mark_sent", moves)
        accountant("quittance.decision", "action_confirm", [dialog["res_id"]])
        return moves

    def services(self, period, text):
        """Import a cleaning file of a supplier and draft its period."""
        path = self.folder / f"menage_{next(self._numbers)}.csv"
        path.write_text("Date,Client,Prestation,Heures,Tarif\n" + text, encoding="utf-8")
        self.connector("import", path, "--supplier", "SUP", "--profile", "cleaning")
        self.connector("draft", "--period", period)

    def connector(self, *arguments, expect=(0, 1)):
        """Run the real connector; its JSON report."""
        done = subprocess.run(
            [BINARY, *arguments, "--config", self.config, "--json"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=CALL_SECONDS, check=False)
        assert done.returncode in expect, (done.returncode, (done.stdout + done.stderr)[-3000:])
        return json.loads(done.stdout.splitlines()[-1])

    def invoice(self, move):
        """State, total and residual (as Decimal) of an invoice."""
        state, total, residual = self.sandbox.sql(
            "SELECT payment_state, amount_total, amount_residual FROM account_move "
            f"WHERE id = {int(move)}")[0]
        return state, Decimal(total), Decimal(residual)

    def charges(self, move):
        """What the provider's own ledger has for an invoice: its attempts' rows, in order."""
        ledger = self.simulator.summary()["by_reference"]
        keys = [key for (key,) in self.sandbox.sql(CHARGES.format(int(move)))]
        return [{"reference": key, **ledger[key]} for key in keys if key in ledger]

    def snapshot(self):
        """{table: digest of its rows} of all that is kept; who logged in from where aside."""
        rows = self.sandbox.sql(SNAPSHOT)
        return {table: digest for table, digest in rows if table not in VOLATILE}

    def judge(self, moves):
        """Each invoice was charged exactly once and in full, and Odoo shows it paid (I1, I2)."""
        for move in moves:
            taken = [one for one in self.charges(move) if one["succeeded"] or one["pending"]]
            state, total, residual = self.invoice(move)
            assert [one["succeeded"] for one in taken] == [1], (move, taken)
            assert taken[0]["amount_succeeded"] == int(total * 100), (move, total, taken)
            assert (state, residual) == ("paid", 0), move
