"""A database from before last night's collection: it stops, says what to do, charges nobody again."""

import json
import os
import subprocess
import time
import xmlrpc.client

import pytest

from world import BINARY, CALL_SECONDS, Company

BACKUP = "backup"
REST_SECONDS = 40


@pytest.fixture(name="night", scope="module")
def _night(tmp_path_factory):
    """A company whose database was put back to before its last night, and what the night did.

    A sandbox of its own: its database is replaced, which no other test could bear.
    """
    name = f"{os.environ['QUITTANCE_SANDBOX']}-restored"
    with Company(name, tmp_path_factory.mktemp("restored")) as company:
        night = Night(company)
        night.pass_and_be_lost()
        yield night


class Night:
    """A night that is lost. Its invoices: `cards`, a pending `debit`, a `declined` one."""

    def __init__(self, company):
        self.company = company

    def pass_and_be_lost(self):
        company = self.company
        self.earlier = company.invoices("P-3")
        company.connector("collect")
        self.cards = company.invoices("P-1", count=2)
        self.debit, = company.invoices("P-5")
        self.declined, = company.invoices("P-2")
        company.sandbox.create_database(BACKUP, company.sandbox.database)
        self.lost, = company.invoices("P-3")
        self.lost_name = self.name(self.lost)
        company.connector("collect")
        self.lost_charge = self.provider_id(self.lost)
        self.charged = self.ledger()
        self.put_back()

    def put_back(self):
        """The backup takes the database's place and name, as a restore does."""
        sandbox = self.company.sandbox
        sandbox.stop_odoo()
        sandbox.drop_database(sandbox.database)
        sandbox.create_database(sandbox.database, BACKUP)
        sandbox.start_odoo()
        self.company.admin = sandbox.rpc("admin")

    def ledger(self):
        """What the provider really charged; its clock and who asked aside."""
        return {**self.company.simulator.summary(), "now": None, "requests": None}

    def name(self, move):
        return self.company.sandbox.sql(
            f"SELECT name FROM account_move WHERE id = {int(move)}")[0][0]

    def provider_id(self, move):
        return self.company.sandbox.sql(
            "SELECT t.provider_reference FROM payment_transaction t"
            " JOIN quittance_attempt a ON a.transaction_id = t.id"
            " JOIN quittance_attempt_invoice i ON i.attempt_id = a.id"
            f" WHERE i.move_id = {int(move)}")[0][0]

    def run(self, *arguments, config=None):
        """(exit code, report, what it said)."""
        done = subprocess.run(
            [BINARY, *arguments, "--config", config or self.company.config, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=CALL_SECONDS,
            check=False)
        return done.returncode, json.loads(done.stdout.splitlines()[-1]), done.stdout + done.stderr

    def states(self):
        return dict(self.company.sandbox.sql("SELECT key, state FROM quittance_attempt"))

    def accept(self):
        """What the supervisor's button *Accept the restore* does."""
        odoo = self.company.sandbox.rpc("supervisor")
        wizard = odoo("quittance.control.wizard", "create", {
            "what": "restore", "reason": "Backup of the evening, after the disk broke"})
        odoo("quittance.control.wizard", "action_confirm", [wizard])

    def release(self):
        """What the accountant's button *Release* on the client does."""
        odoo = self.company.sandbox.rpc("accountant")
        dialog = odoo("res.partner", "action_quittance_release",
                      [self.company.ids["partner"]["P-3"]])
        odoo("quittance.hold.wizard", "write", [dialog["res_id"]],
             {"reason": "Refunded: the invoice was made anew"})
        odoo("quittance.hold.wizard", "action_confirm", [dialog["res_id"]])

    def until_quiet(self, config):
        """Follow the money until nothing is open but what is pending at the provider."""
        end = time.monotonic() + REST_SECONDS
        while time.monotonic() < end:
            self.run("reconcile", config=config)
            if not set(self.states().values()) & {"prepared", "sending", "unknown"}:
                return
            time.sleep(1)


# One story: each test goes on where the one before it ended.

def test_the_night_stops_and_says_what_to_do(night):
    for command in ("collect", "night", "collect"):
        code, report, said = night.run(command)
        assert code == 4, said
        assert "restored from a backup" in said
        assert "quittance audit" in said
    assert night.ledger() == night.charged


def test_to_reconcile_changes_nothing_at_the_provider(night):
    night.run("reconcile")
    assert night.ledger() == night.charged


def test_the_supervisor_cannot_accept_before_the_audit(night):
    with pytest.raises(xmlrpc.client.Fault, match="audit"):
        night.accept()


def test_the_audit_names_every_attempt_that_is_missing(night):
    code, report, said = night.run("audit")
    assert code == 4, said      # one of the charges fits no invoice any more
    assert night.lost_charge in said
    subjects = " ".join(one["sentence"] for one in report["findings"])
    for move in [*night.cards, night.debit, night.declined]:
        assert night.name(move) in subjects
    assert night.lost_name in subjects
    assert "accepts the restore" in report["next_step"]
    assert night.ledger() == night.charged


def test_the_charge_of_an_invoice_that_is_gone_stops_until_a_person_looked_at_it(night):
    # Odoo numbers anew: another debt now has the lost one's number.
    night.again, = night.company.invoices("P-3", amount=700)
    assert night.name(night.again) == night.lost_name
    night.accept()
    code, report, said = night.run("collect")
    assert code == 4, said
    assert night.lost_charge in report["stops"][0]
    assert night.ledger() == night.charged


def test_the_client_of_the_lost_charge_is_held_until_a_person_decides(night):
    config = night.company.folder / "checked.toml"
    config.write_text(night.company.config.read_text()
                      + f'\n[collect]\nchecked_charges = ["{night.lost_charge}"]\n')
    code, report, said = night.run("collect", config=config)
    assert code == 1, said
    reasons = {one["move_id"]: one["reason_code"] for one in report["invoices"]}
    assert reasons[night.again] == "held_client"
    night.release()


def test_afterwards_nobody_is_charged_again_and_everything_is_in_the_books(night):
    company, config = night.company, night.company.folder / "checked.toml"
    night.until_quiet(config)
    code, _report, said = night.run("collect", config=config)
    assert code in (0, 1), said
    night.until_quiet(config)
    company.judge([*night.earlier, *night.cards, night.again])
    assert [one["pending"] for one in company.charges(night.debit)] == [1]
    assert company.invoice(night.declined)[0] == "not_paid"
    before, after = night.charged["by_reference"], night.ledger()["by_reference"]
    assert {key: after[key] for key in before} == before
    taken = {key for key, one in after.items() if one["succeeded"] or one["pending"]}
    assert len(taken - set(before)) == 1, "only the new debt is charged"
    code, report, said = night.run("audit", config=config)
    assert not report["next_step"], said


def test_a_copy_beside_the_original_charges_nothing(night, tmp_path):
    company = night.company
    company.invoices("P-1")
    company.sandbox.create_database("copy", company.sandbox.database)
    try:
        config = company.sandbox.connector_config(
            tmp_path / "copy.toml", database="copy", journal=tmp_path / "witness.journal")
        before = night.ledger()
        code, _report, said = night.run("collect", config=config)
        assert code == 4, said
        assert "copy" in said
        assert night.ledger() == before
    finally:
        company.sandbox.drop_database("copy")
