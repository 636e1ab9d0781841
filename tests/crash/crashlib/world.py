"""A small company on a real Odoo with the simulated provider, and the programs that are killed."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
import xmlrpc.client
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests"))

from sandbox import client  # noqa: E402 - the path is set above
from simulator.client import Simulator  # noqa: E402

CRASHING = Path(os.environ.get("QUITTANCE_CRASH_BIN")
                or ROOT / "build" / "crash" / "connector" / "quittance")
LOADER = ROOT / "tests" / "sandbox" / "company" / "load.py"
PROFILES = ROOT / "config" / "profiles"
# The kind of method of each client; every round invoices all of them.
CLIENTS = {"K-1": ["Villa Carte", "card"], "K-2": ["Villa Débit", "sepa"],
           "K-3": ["Villa Refus", "declined"]}
NOT_ENDED = """SELECT key, state FROM quittance_attempt WHERE
    state IN ('prepared', 'sending', 'unknown', 'pending') OR (state = 'done' AND booked IS NOT TRUE)
    UNION ALL SELECT key, state FROM quittance_refund WHERE
    state IN ('prepared', 'sending', 'unknown') OR (state = 'done' AND booked IS NOT TRUE)"""
NOT_REFUNDED = """SELECT p.id, p.amount FROM quittance_attempt a JOIN account_payment p
    ON p.id = a.payment_id WHERE a.state = 'done' AND a.refund_no IS NOT DISTINCT FROM 0
    OR a.state = 'done' AND a.refund_no IS NULL ORDER BY a.id DESC LIMIT 1"""
COUNTED = """SELECT COALESCE(SUM(u.amount), 0) FROM quittance_cap_use u WHERE NOT EXISTS (
    SELECT FROM quittance_attempt a WHERE a.key = u.key AND a.state IN ('failed', 'canceled'))"""
KILLED = -signal.SIGKILL
SECONDS_A_CALL = 90
BUSY_TRIES = 10


class World:
    """Everything a round works with. Use as a context manager: nothing is left behind."""

    def __init__(self, name, folder, clients=None, workers=2):
        self.sandbox_process = client.Sandbox(name)
        self.folder = Path(folder)
        self.members, self.odoo_workers = clients or CLIENTS, workers
        self.round, self.parameters = 0, {}

    def __enter__(self):
        self.sandbox_process.up(workers=self.odoo_workers)
        self.sandbox = client.attach(self.sandbox_process.name)
        self.simulator = Simulator(self.folder).start()
        self.flags = self.sandbox.folder / "crash_flags"
        self.flags.mkdir(exist_ok=True)
        owner = (self.sandbox.folder / "data").stat()  # Odoo's workers take the flags away
        os.chown(self.flags, owner.st_uid, owner.st_gid)
        self._load()
        self.config = self._config("connector")
        self.hasty = self._config("hasty", timeout_seconds=2)
        return self

    def __exit__(self, *_details):
        self.simulator.stop()
        self.sandbox_process.down()

    # -- making it -----------------------------------------------------------------------------

    def _load(self):
        self.sandbox.shell(
            LOADER.read_text(), clients=self.members,
            suppliers={"CRASH": ["Fournisseur", "cleaning"]},
            products={"CRASH-1": "Ménage courant"}, goods=[], webhook_secret="whsec_crash",
            simulator_url=self.simulator.url, waits={})
        self.simulator.settings(settle_after=None)
        self.admin, self.accountant = self.sandbox.rpc("admin"), self.sandbox.rpc("accountant")
        self.parameter("crash_flag_dir", str(self.flags))
        for name in ("poll_pending", "open_session"):
            self.parameter(f"wait.{name}", "1")
        self.parameter("wait.after_sent", "1")
        self.parameter("wait.refund_lease", "1")
        odoo = self.sandbox.rpc("supervisor")
        settings = odoo("quittance.settings", "search", [])[0]
        for what, values in (("bind", {}), ("go_live", {"go_live": "2026-01-01"}),
                             ("collection_on", {})):
            wizard = odoo("quittance.control.wizard", "create",
                          {"what": what, "settings_id": settings, "reason": "crash", **values})
            odoo("quittance.control.wizard", "action_confirm", [wizard])
        self.clients = {one["ref"]: one["id"] for one in self.admin.search_read(
            "res.partner", [("ref", "in", list(self.members)), ("parent_id", "=", False)], ["ref"])}

    def _config(self, name, journal="witness", **odoo):
        path = self.sandbox.connector_config(
            self.folder / f"{name}.toml", journal=self.folder / f"{journal}.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\n[runs]\nlease_seconds = 6\n')
        text = path.read_text()
        for key, value in odoo.items():
            text = text.replace("connections = 2\n", f"connections = 2\n{key} = {value}\n")
        path.write_text(text)
        return path

    def parameter(self, name, value):
        """A parameter of the test addon; by a call, because workers cache them. Not twice the same:
        each call empties the caches of all workers."""
        if self.parameters.get(name) == value:
            return
        self.parameters[name] = value
        self.admin("ir.config_parameter", "set_param", f"quittance_sandbox.{name}", value)

    def patience(self, seconds):
        """How long an unknown waits before it is asked about."""
        self.parameter("wait.resolve", str(seconds))

    # -- what a round does ---------------------------------------------------------------------

    def invoices(self):
        """One posted and sent invoice for each client; their ids. Earlier debits settle."""
        self.round += 1
        for key in self.pending_at_the_provider():
            self.simulator.settle(key)
        return self.posted([(partner, 100 + self.round) for partner in self.clients.values()])

    def posted(self, debts, taxed=1):
        """Posted and sent invoices of [(contact, price without tax)]; their ids. Each `taxed`th
        has the company's tax, the others none."""
        quiet = {"context": {"tracking_disable": True}}
        moves = self.admin("account.move", "create", [
            {"move_type": "out_invoice", "partner_id": partner,
             "invoice_payment_term_id": False,
             "invoice_date": "2026-11-01", "invoice_date_due": "2026-11-01",
             "invoice_line_ids": [(0, 0, {"name": f"Round {self.round}", "quantity": 1,
                                          "price_unit": price,
                                          **({} if number % taxed == 0 else {"tax_ids": []})})]}
            for number, (partner, price) in enumerate(debts)], **quiet)
        self.admin("account.move", "action_post", moves, **quiet)
        accountant = self.accountant
        dialog = accountant("account.move", "action_quittance_mark_sent", moves)
        accountant("quittance.decision", "action_confirm", [dialog["res_id"]])
        return moves

    def refund(self):
        """Give back half of the charge booked last, by Odoo's own dialog; the dialog.

        The worker may die in it.
        """
        payment, amount = self.sandbox.sql(NOT_REFUNDED)[0]
        dialog = self.sandbox.rpc("accountant")("payment.refund.wizard", "create", {
            "payment_id": int(payment), "amount_to_refund": float(amount) / 2})
        self.press_again(dialog)
        return dialog

    def press_again(self, dialog):
        """The accountant presses *Refund* in a dialog; what Odoo answers does not matter."""
        with contextlib.suppress(xmlrpc.client.Error, OSError, http.client.HTTPException):
            self.sandbox.rpc("accountant")("payment.refund.wizard", "action_refund", [dialog])

    def ask(self):
        """What the addon's scheduled action does every ten minutes. The worker may die in it."""
        action = self.admin.search_read(
            "ir.cron", [("code", "=", "model._cron_resolve()")], ["id"])
        with contextlib.suppress(xmlrpc.client.Error, OSError, http.client.HTTPException):
            self.admin("ir.cron", "method_direct_trigger", [action[0]["id"]])

    def under_way(self):
        """Keys of attempts that are not at rest: open, or pending in Odoo alone."""
        pending = self.pending_at_the_provider()
        return [key for key, state in self.sandbox.sql(NOT_ENDED)
                if state != "pending" or key not in pending]

    def counted_today(self):
        """Euros that count against the day's cap so far."""
        [[total]] = self.sandbox.sql(COUNTED)
        return float(total)

    def pending_at_the_provider(self):
        return {key for key, one in self.simulator.summary()["by_reference"].items()
                if one["pending"]}

    def run(self, *arguments, crash_at="", config=None):
        """Run the connector that has crash points; its exit code (KILLED when it died)."""
        command = [CRASHING, *arguments, "--config", config or self.config, "--json"]
        for _again in range(BUSY_TRIES):
            done = subprocess.run(
                command, env={**os.environ, "QUITTANCE_CRASH_AT": crash_at}, timeout=SECONDS_A_CALL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
            self.said = done.stdout + done.stderr
            if '"busy":true' not in self.said:
                break
            time.sleep(1)  # the lease of a run that died is not over
        return done.returncode

    def points(self):
        """The connector's crash points."""
        return subprocess.run([CRASHING, "--crash-points"], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.split()

    def arm(self, point):
        """The next Odoo worker that reaches this point is killed."""
        flag = self.flags / point
        flag.touch()
        return flag

    def service_file(self, text):
        """A supplier's file that was never there before."""
        path = self.folder / f"menage_{self.round}_{os.urandom(4).hex()}.csv"
        path.write_text("Date,Client,Prestation,Heures,Tarif\n" + text, encoding="utf-8")
        return path

    def copied_database(self, name):
        """A connector configuration for a copy of the database as it is now, and of the journal."""
        self.sandbox.create_database(name, self.sandbox.database)
        journal = self.folder / f"{name}.journal"
        config = self.sandbox.connector_config(self.folder / f"{name}.toml", database=name,
                                               journal=journal)
        return config, journal

    def copy_journal(self, target):
        shutil.copyfile(self.folder / "witness.journal", target)
        target.chmod(0o600)
