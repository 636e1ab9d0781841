"""A correction is applied while the drafts that it changes are posted: none is posted as it was.

The other connection is held in the middle, by a lock of the database's owner, until this one is
through: each of the two orders is met in every run.
"""

import threading
import xmlrpc.client
from decimal import Decimal

import pytest

from books import Books
from locks import BLOCKED, SECONDS, held, wait_for

CLIENTS = {f"C-{number}": [f"Villa {number}", "none"] for number in (101, 102)}


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("correction"), clients=CLIENTS) as books:
        yield books


def test_a_correction_is_closed_while_the_draft_is_posted(books):
    """The posting looked at the draft before the correction came, and goes on after it."""
    path, moves = drafted(books, "2026-05")
    told = []

    def post():
        rpc = books.sandbox.rpc("accountant", books.database)
        try:
            rpc("account.move", "action_post", [moves["C-101"]])
        except xmlrpc.client.Fault as fault:
            told.append(fault.faultString)

    until = "SELECT FROM quittance_file WHERE name = 'fixed_2026-05.csv' AND state <> 'reading'"
    with held(books, "account_move", moves["C-101"], until):
        posting = threading.Thread(target=post)
        posting.start()
        wait_for(books, BLOCKED)
        assert correct(books, "2026-05", path)["outcome"] == "imported"
        posting.join(SECONDS)
    assert len(told) == 1 and "quittance draft" in told[0], told
    assert invoices(books, "2026-05") == {"C-101": ("draft", Decimal(60)),
                                          "C-102": ("draft", Decimal(60))}
    books.run("draft", "--period", "2026-05")
    books.accountant("account.move", "action_post", [moves["C-101"]])
    assert invoices(books, "2026-05") == {"C-101": ("posted", Decimal(50)),
                                          "C-102": ("draft", Decimal(60))}


def test_a_draft_is_posted_while_a_correction_is_closed(books):
    """The correction looked at the draft before it was posted, and goes on after it."""
    path, moves = drafted(books, "2026-06")
    supplier = books.sql("SELECT id FROM res_partner WHERE quittance_supplier_code = 'SUP'")[0][0]
    answers = []
    until = f"SELECT FROM account_move WHERE id = {moves['C-101']} AND state = 'posted'"
    with held(books, "res_partner", supplier, until):
        closing = threading.Thread(
            target=lambda: answers.append(correct(books, "2026-06", path)["outcome"]))
        closing.start()
        wait_for(books, BLOCKED)
        books.accountant("account.move", "action_post", [moves["C-101"]])
        closing.join(SECONDS)
    assert answers == ["asked"]
    assert books.sql("SELECT count(*) FROM quittance_line WHERE withdraw AND period = '2026-06'"
                     ) == [["0"]]


# -- the books -------------------------------------------------------------------------------------

def drafted(books, month):
    """(the file's path, {client: id of its draft of 60.00})."""
    path, _report = books.bring(f"{month}.csv", [
        (f"{month}-07", code, "S-1", 2, "30.00") for code in CLIENTS])
    books.run("draft", "--period", month)
    rows = books.sql("SELECT p.ref, m.move_id FROM quittance_month m JOIN res_partner p"
                     f" ON p.id = m.client_id WHERE m.period = '{month}'")
    return path, {code: int(move) for code, move in rows}


def correct(books, month, path):
    """The first client's service costs less; the file's report."""
    rows = [(f"{month}-07", code, "S-1", 2, price)
            for code, price in zip(CLIENTS, ("25.00", "30.00"), strict=True)]
    return books.bring(f"fixed_{month}.csv", rows, replaces=path)[1]


def invoices(books, month):
    rows = books.sql("SELECT p.ref, v.state, v.amount_untaxed FROM quittance_month m"
                     " JOIN account_move v ON v.id = m.move_id JOIN res_partner p"
                     f" ON p.id = m.client_id WHERE m.period = '{month}'")
    return {code: (state, Decimal(net)) for code, state, net in rows}
