"""The main job, step by step, each as the person or program who does it in earnest."""

import datetime
import json
import sys
import time

from stage import ROOT, SAMPLE, WEBHOOK_SECRET

sys.path.append(str(SAMPLE))

import company  # noqa: E402 - the path is set above

PERIOD = "2026-10"
RESOLVE_SECONDS = 30  # in earnest longer than a worker can live; see quittance.settings
LOADER = ROOT / "tests" / "sandbox" / "company" / "load.py"
HAND_WRITTEN = "Remise de fidélité, convenue par téléphone"


def expected():
    return json.loads((SAMPLE / "expected.json").read_text())


def load_company(stage):
    """Clients, suppliers, products, stored methods of every kind."""
    stage.sandbox.shell(
        LOADER.read_text(), clients={code: list(one) for code, one in company.CLIENTS.items()},
        suppliers={code: list(one) for code, one in company.SUPPLIERS.items()},
        products=company.PRODUCTS, goods=sorted(company.GOODS),
        simulator_url=stage.simulator.url, webhook_secret=WEBHOOK_SECRET,
        waits={"resolve": RESOLVE_SECONDS, "poll_pending": RESOLVE_SECONDS})
    stage.simulator.settings(settle_after=None)


def switch_on(stage):
    """What a supervisor decides: this database, from which day, collection on."""
    odoo = stage.sandbox.rpc("supervisor")
    settings = odoo("quittance.settings", "search", [])[0]
    bound = stage.sandbox.rpc("connector").quittance("hello", {"contract": 1, "keys": []})["bound"]
    decisions = [("go_live", {"go_live": "2026-10-01"}), ("collection_on", {})]
    for what, values in decisions if bound else [("bind", {}), *decisions]:
        wizard = odoo("quittance.control.wizard", "create",
                      {"what": what, "settings_id": settings, "reason": "demo", **values})
        odoo("quittance.control.wizard", "action_confirm", [wizard])


def import_files(stage):
    """Every supplier's file; one twice, one corrected. [report of each file]"""
    reports = []
    for _name, order in company.imports(SAMPLE):
        reports += stage.connector(*order)["files"]
    return reports


def draft(stage):
    return stage.connector("draft", "--period", PERIOD)


def edit_a_draft(stage):
    """As the accountant: add a line to one draft, change the text of another of its lines."""
    odoo = stage.sandbox.rpc("accountant")
    move = odoo.search_read("account.move", [("state", "=", "draft"),
                                             ("move_type", "=", "out_invoice")],
                            ["invoice_line_ids"], limit=1, order="id")[0]
    line = move["invoice_line_ids"][0]
    odoo("account.move", "write", [move["id"]], {"invoice_line_ids": [
        (1, line, {"name": "Texte revu par la comptable"}),
        (0, 0, {"name": HAND_WRITTEN, "quantity": 1, "price_unit": -5})]})
    return move["id"]


def validate(stage):
    """As the accountant: post every draft of the month, and note that it was sent."""
    odoo = stage.sandbox.rpc("accountant")
    moves = odoo("account.move", "search", [("state", "=", "draft"),
                                            ("move_type", "in", ["out_invoice", "out_refund"])])
    for first in range(0, len(moves), 20):
        odoo("account.move", "action_post", moves[first:first + 20])
    posted = odoo("account.move", "search", [("id", "in", moves), ("state", "=", "posted")])
    dialog = odoo("account.move", "action_quittance_mark_sent", posted)
    odoo("quittance.decision", "action_confirm", [dialog["res_id"]])
    return posted


def collect(stage):
    """One charge's reply is lost on the way, after the money was taken."""
    stage.simulator.fault(action="lose_reply", method="POST", path="/v1/payment_intents",
                          skip=5, times=1)
    # Three weeks on, so that direct debits no longer wait; a sandbox may, a real database not.
    day = datetime.date.today() + datetime.timedelta(days=21)
    return stage.connector("collect", "--as-of", day.isoformat())


def reconcile(stage):
    """The lost reply is asked about; one of the pending debits settles, no webhook tells."""
    pending = stage.rows("SELECT key FROM quittance_attempt WHERE state = 'pending' ORDER BY id")
    if pending:
        stage.simulator.settle(pending[0][0])
    _let_time_pass(stage)
    return stage.connector("reconcile")


def _let_time_pass(stage):
    """Shorter waits, by a call: what a shell changes stays in the workers' caches."""
    odoo = stage.sandbox.rpc("admin")
    for name in ("resolve", "poll_pending"):
        odoo("ir.config_parameter", "set_param", f"quittance_sandbox.wait.{name}", "1")
    time.sleep(1)


def report(stage):
    return stage.connector("report", "--period", PERIOD)
