"""The audit on a real Odoo: what the provider has and what the books have, both ways.

One story: each test goes on where the one before it ended.
"""

import contextlib
import xmlrpc.client

import pytest

from books import Books

CLIENTS = {f"A-{number}": [f"Villa {number}", "card"] for number in range(1, 5)}
CLIENTS["A-5"] = ["Villa Débit", "sepa"]
ACTIVITIES = """
SELECT count(*) FROM mail_activity WHERE summary LIKE '%{}%' AND res_model = 'quittance.settings'"""


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("audit"), clients=CLIENTS) as books:
        yield books


@pytest.fixture(name="moves", scope="module")
def _moves(books):
    """{client: its invoice}, due and sent."""
    partners = books.admin.search_read("res.partner", [("ref", "in", list(CLIENTS))], ["ref"])
    moves = {one["ref"]: books.admin("account.move", "create", {
        "move_type": "out_invoice", "partner_id": one["id"], "invoice_date": "2026-11-01",
        "invoice_payment_term_id": False, "invoice_date_due": "2026-11-01",
        "invoice_line_ids": [(0, 0, {"name": "Ménage", "quantity": 1, "tax_ids": [],
                                     "price_unit": 100})]}) for one in partners}
    books.post(list(moves.values()))
    return moves


def found(done):
    """{code: subject} of an audit's findings, its harmless ones aside."""
    return {one["code"]: one["subject"] for one in done.report["findings"]
            if one["code"] not in ("harmless", "under_way")}


def attempt(books, move, column="key"):
    return books.sql(f"SELECT a.{column} FROM quittance_attempt a JOIN quittance_attempt_invoice i"
                     f" ON i.attempt_id = a.id WHERE i.move_id = {move} ORDER BY i.no DESC")[0][0]


def test_a_night_ends_with_an_audit_of_all_sides(books, moves):
    done = books.run("night", expect=(0,))
    stages = {one["name"]: one["exit_code"] for one in done.report["stages"]}
    assert list(stages)[-1] == "audit" and stages["audit"] == 0, stages
    report = done.report["reports"]["audit"]
    assert (report["charges"], report["claims"], report["asked"]) == (5, 5, 0)
    assert report["compared"] == len(moves)
    assert books.sql("SELECT count(*) FROM quittance_run WHERE kind = 'audit' AND"
                     " night_key > '' AND exit_code = 0") == [["1"]]


def test_the_next_night_looks_at_what_is_new_alone(books, moves):
    books.sql("UPDATE payment_transaction SET last_state_change = last_state_change"
              " - interval '1 hour'")
    report = books.run("night", expect=(0,)).report["reports"]["audit"]
    assert (report["since"] > "", report["claims"], report["compared"]) == (True, 0, 0)


def test_a_refund_on_the_providers_own_pages_is_named(books, moves):
    books.simulator.refund(attempt(books, moves["A-1"]), 500)
    done = books.run("audit", expect=(1,))
    assert found(done) == {"refund_differs": attempt(books, moves["A-1"], "provider_reference")}
    assert "Record the missing refund" in done.said


def test_the_refund_is_taken_over_and_the_audit_agrees(books, moves):
    action = books.admin.search_read("ir.cron", [("code", "=", "model._cron_resolve()")], ["id"])
    books.admin("ir.cron", "method_direct_trigger", [action[0]["id"]])
    assert attempt(books, moves["A-1"], "refunded") == "5.00"
    assert found(books.run("audit", expect=(0,))) == {}


def test_a_payment_that_a_person_undid_is_named(books, moves):
    payment = int(attempt(books, moves["A-2"], "payment_id"))
    # Odoo's button answers nothing, which it cannot say by XML-RPC once it is done.
    with contextlib.suppress(xmlrpc.client.Fault):
        books.accountant("account.payment", "action_draft", [payment])
    assert books.sql(f"SELECT state FROM account_payment WHERE id = {payment}") == [["draft"]]
    assert found(books.run("audit", expect=(1,)))["payment_undone"] == attempt(books, moves["A-2"])


def test_a_payment_in_odoo_without_a_charge_is_named(books, moves):
    move = books.admin("account.move", "copy", [moves["A-3"]], {"invoice_date": "2026-11-01"})
    move = move[0] if isinstance(move, list) else move
    books.post([move])
    books.simulator.fault(action="lose_request", method="POST", path="/v1/payment_intents")
    books.run("collect")
    odoo = books.sandbox.rpc("supervisor", books.database)
    wizard = odoo("quittance.decide.wizard", "create", {
        "attempt_id": int(attempt(books, move, "id")), "outcome": "done",
        "reason": "a wrong decision"})
    odoo("quittance.decide.wizard", "action_confirm", [wizard])
    done = books.run("audit", expect=(1,))
    assert found(done)["no_charge"] == attempt(books, move)
    assert done.report["asked"] == 1
    assert "knows no such charge" in done.said


def test_an_orphan_is_an_alarm(books, moves):
    _status, orphan = books.simulator.stripe("POST", "payment_intents", {
        "amount": 4200, "currency": "eur", "description": "elsewhere", "confirm": "true",
        "payment_method": "pm_good_x", "payment_method_types[]": "card"})
    for command in ("audit", "night", "audit"):
        done = books.run(command, expect=(4,))
        assert orphan["id"] in done.said, done
        assert "find the invoice that it paid, or refund it" in done.said
    supervisors = books.sql("SELECT count(DISTINCT user_id) FROM mail_activity WHERE summary"
                            f" LIKE '%{orphan['id']}%'")
    assert books.sql(ACTIVITIES.format(orphan["id"])) == supervisors != [["0"]]


def test_what_a_person_has_dealt_with_is_not_told_again(books, moves):
    done = books.run("audit", expect=(4,))
    checked = ", ".join(f'"{one["subject"]}"' for one in done.report["findings"])
    config = books.folder / "checked.toml"
    config.write_text(books.config.read_text() + f"\n[collect]\nchecked_charges = [{checked}]\n")
    assert found(books.run("audit", config=config, expect=(0,))) == {}
