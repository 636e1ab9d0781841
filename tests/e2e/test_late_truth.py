"""What comes late or from the side, on a real Odoo: disputes of a part, won and lost, payments made
meanwhile, open credits."""

import contextlib
import xmlrpc.client

from test_refunds import Collected, ask, until

STATES = """
SELECT a.state, a.disputed FROM quittance_attempt a JOIN quittance_attempt_invoice i
    ON i.attempt_id = a.id WHERE i.move_id = {} ORDER BY i.no DESC LIMIT 1"""

# Told in the company's language, since nobody at a screen asked.
MORE_THAN_OWED = """
SELECT count(*) FROM mail_activity t JOIN quittance_attempt a ON a.id = t.res_id AND a.key = '{}'
 WHERE t.res_model = 'quittance.attempt'
   AND t.summary IN ('Collected more than is owed now', 'Encaissé plus que ce qui est dû')"""


def of_attempt(company, move):
    return company.sandbox.sql(STATES.format(int(move)))[0]


def test_a_part_is_disputed_then_won(company):
    collected = Collected(company)
    dispute = company.simulator.dispute(collected.key, "fraudulent", amount=2500)
    until(lambda: of_attempt(company, collected.move) == ["done", "25.00"], company)
    assert company.invoice(collected.move)[2] == 25
    company.simulator.close_dispute(dispute["id"], "won")
    until(lambda: of_attempt(company, collected.move) == ["done", "0.00"], company)
    assert company.invoice(collected.move)[0] == "paid"


def test_a_dispute_of_all_is_never_charged_again_by_itself(company):
    collected = Collected(company)
    company.simulator.dispute(collected.key, "fraudulent")
    until(lambda: of_attempt(company, collected.move)[0] == "returned", company)
    company.connector("collect")
    assert len(company.charges(collected.move)) == 1
    assert company.invoice(collected.move)[2] == collected.total


def test_a_bank_that_asks_takes_nothing(company):
    collected = Collected(company)
    company.simulator.dispute(collected.key, "general", status="warning_needs_response")
    ask(company)
    assert of_attempt(company, collected.move)[0] == "done"
    assert company.invoice(collected.move)[0] == "paid"


def test_a_transfer_while_a_debit_is_pending_is_left_as_credit_for_the_next_invoice(company):
    move, = company.invoices("P-5")
    company.connector("collect")
    key = company.sandbox.sql("SELECT a.key FROM quittance_attempt a JOIN quittance_attempt_invoice"
                              f" i ON i.attempt_id = a.id WHERE i.move_id = {move}")[0][0]
    _transfer(company, move)
    assert company.invoice(move)[0] == "paid"
    company.simulator.settle(key)
    until(lambda: of_attempt(company, move)[0] == "done", company)
    company.connector("reconcile")
    told = company.sandbox.sql(MORE_THAN_OWED.format(key))
    assert told != [["0"]]
    again, = company.invoices("P-5", amount=200)
    company.connector("collect")
    charged = company.charges(again)[-1]
    total, first = company.invoice(again)[1], company.invoice(move)[1]
    assert charged["pending"] and charged["amount_pending"] == int((total - first) * 100)
    _use_the_credit(company, again)
    company.simulator.settle(charged["reference"])
    until(lambda: company.invoice(again)[0] == "paid", company)


def _use_the_credit(company, move):
    """The accountant takes the proposal; the client's later invoices are charged in full again."""
    partner = company.admin("account.move", "read", [move], ["partner_id"])[0]["partner_id"][0]
    open_credit = [("partner_id", "=", partner), ("account_type", "=", "asset_receivable"),
                   ("parent_state", "=", "posted"), ("reconciled", "=", False),
                   ("balance", "<", 0)]
    line, = company.admin("account.move.line", "search", open_credit)
    with contextlib.suppress(xmlrpc.client.Fault):  # its answer has None in it
        company.admin("account.move", "js_assign_outstanding_line", [move], line)
    assert company.admin("account.move.line", "search", open_credit) == []


def _transfer(company, move):
    """The accountant books a client's transfer on an invoice."""
    odoo = company.admin
    wizard = odoo("account.payment.register", "create", {}, context={
        "active_model": "account.move", "active_ids": [move]})
    with contextlib.suppress(xmlrpc.client.Fault):
        odoo("account.payment.register", "action_create_payments", [wizard])
