"""What the tests look at in Odoo: an invoice's attempts, transactions and payments."""

ATTEMPTS = """
SELECT a.key, a.state, t.state, a.booked, COALESCE(a.provider_reference, '')
  FROM quittance_attempt_invoice i JOIN quittance_attempt a ON a.id = i.attempt_id
  JOIN payment_transaction t ON t.id = a.transaction_id
 WHERE i.move_id = {} ORDER BY i.no"""

REFUNDS = """
SELECT r.state, r.amount, r.booked, (SELECT count(*) FROM account_move m
                                      WHERE m.id = r.move_id AND m.state = 'posted')
  FROM quittance_refund r JOIN quittance_attempt_invoice i ON i.attempt_id = r.attempt_id
 WHERE i.move_id = {} ORDER BY r.no"""


def attempts(company, move):
    """[{key, state, transaction, booked, provider_reference}] of an invoice, in order."""
    names = ("key", "state", "transaction", "booked", "provider_reference")
    return [{**dict(zip(names, row, strict=True)), "booked": row[3] == "t"}
            for row in company.sandbox.sql(ATTEMPTS.format(int(move)))]


def refunds(company, move):
    """[{state, amount, booked, entries}] of what went back of an invoice, in order."""
    names = ("state", "amount", "booked", "entries")
    return [{**dict(zip(names, row, strict=True)), "booked": row[2] == "t"}
            for row in company.sandbox.sql(REFUNDS.format(int(move)))]


def paid(company, move):
    """Asserts that an invoice was collected at its only attempt, booked once and is paid."""
    attempt, = attempts(company, move)
    assert (attempt["state"], attempt["transaction"], attempt["booked"]) == ("done", "done", True)
    state, _total, residual = company.invoice(move)
    assert (state, residual) == ("paid", 0)
    payments = company.sandbox.sql(
        f"SELECT count(*) FROM account_payment WHERE memo = (SELECT name FROM account_move "
        f"WHERE id = {int(move)}) AND state IN ('in_process', 'paid')")
    assert payments == [["1"]]
    return attempt


def refund(company, move, amount):
    """What an accountant does with Odoo's button *Refund* on the invoice's payment."""
    payment, = company.sandbox.sql(
        "SELECT a.payment_id FROM quittance_attempt a JOIN quittance_attempt_invoice i"
        f" ON i.attempt_id = a.id WHERE i.move_id = {int(move)} AND a.booked")[0]
    odoo = company.sandbox.rpc("accountant")
    wizard = odoo("payment.refund.wizard", "create",
                  {"payment_id": int(payment), "amount_to_refund": amount})
    odoo("payment.refund.wizard", "action_refund", [wizard])
