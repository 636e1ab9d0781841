"""A file taken for the wrong month or supplier, withdrawn on the real books, and taken again.

Whatever was done with it before, what suppliers sent adds up over the states (I5), what a person
did stands (I6), and each service is billed once in the end. The last tests withdraw a file while
another connection drafts it or posts its invoices.
"""

import threading
import xmlrpc.client
from decimal import Decimal

import pytest

from books import Books

CLIENTS = {f"W-{number}": [f"Villa {number}", "none"] for number in range(101, 107)}
SUPPLIERS = {"LAV": ["Blanchisserie du Lagon", "laundry"], "BIS": ["Pressing du Port", "laundry"],
             "SUP": ["Ménage des Îles", "cleaning"]}
HEADER = "Type;Quantité;ID client;Prix;Remarque"
ROUNDS = range(3)


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("withdraw"), clients=CLIENTS, suppliers=SUPPLIERS) as books:
        yield books


@pytest.fixture(name="laundry")
def _laundry(books, request):
    """A laundry's file of a month of its own: two services of each client, 93.00 together."""
    months = request.node.session.__dict__.setdefault("withdraw_months", iter(range(1, 40)))
    number = next(months)
    return Laundry(books, f"{2020 + number // 6}-{number % 6 * 2 + 1:02d}")


class Laundry:
    """One file in its wrong month; its right month is the one after."""

    def __init__(self, books, month):
        self.books, self.month = books, month
        year, number = month.split("-")
        self.right = f"{year}-{int(number) + 1:02d}"
        self.path = books.folder / f"lav_{month}.csv"
        rows = [f"{service};{hours};{code};{price};" for code in CLIENTS
                for service, hours, price in (("S-1", 2, "32,00"), ("S-2", 1, "29,00"))]
        self.path.write_text("\n".join([HEADER, *rows, f"TOTAL {month};;;;", ""]), "windows-1252")
        self.bring()

    def bring(self, *more, supplier="LAV"):
        """Import the file; its report."""
        report = self.books.run("import", self.path, "--supplier", supplier, "--profile", "laundry",
                                *more).report["files"][0]
        if report["outcome"] == "imported":
            name = [("sha256", "=", report["sha256"]), ("supplier_id.quittance_supplier_code", "=",
                                                        supplier)]
            self.file = self.books.admin("quittance.file", "search", name, order="id desc")[0]
        return report

    def draft(self, period=None):
        period = period or self.month
        self.books.run("draft", "--period", period)
        again = self.books.run("draft", "--period", period).report
        assert (again["created"], again["extended"], again["lines"]) == (0, 0, 0), again

    def moves(self, period=None):
        """{client: (id of its invoice, state, net)} of a month."""
        rows = self.books.sql(
            "SELECT p.ref, v.id, v.state, v.amount_untaxed_signed FROM quittance_month m"
            " JOIN account_move v ON v.id = m.move_id JOIN res_partner p ON p.id = m.client_id"
            f" WHERE m.period = '{period or self.month}'")
        return {code: (int(move), state, Decimal(net)) for code, move, state, net in rows}

    def withdraw(self, rpc=None):
        """The button and its dialog; looks again when something came between. What it showed."""
        odoo = rpc or self.books.accountant
        for _look in range(len(CLIENTS) + 2):  # each invoice that is posted meanwhile is a change
            dialog = odoo("quittance.file", "action_withdraw", [self.file])["res_id"]
            shown = odoo.search_read("quittance.withdraw.row", [("wizard_id", "=", dialog)],
                                     ["fate", "lines", "amount"])
            odoo("quittance.withdraw", "write", [dialog], {"reason": "the wrong month"})
            try:
                odoo("quittance.withdraw", "action_confirm", [dialog])
            except xmlrpc.client.Fault as fault:
                assert "look again" in fault.faultString, fault
                continue
            return {row["fate"]: (row["lines"], Decimal(str(row["amount"]))) for row in shown}
        raise AssertionError("it changed too often")

    def states(self):
        rows = self.books.sql("SELECT state, count(*) FROM quittance_line"
                              f" WHERE file_id = {int(self.file)} GROUP BY 1")
        return {state: int(count) for state, count in rows}

    def holds(self):
        """Odoo's own figures: I5 and I6, and nothing withdrawn stands on an invoice that is open."""
        report = self.books.run("report").report
        for name in ("I5", "I6"):
            assert report["invariants"][name]["holds"], report["invariants"][name]
        assert self.books.sql(
            "SELECT count(*) FROM quittance_line l JOIN account_move_line i"
            " ON i.quittance_line_id = l.id WHERE l.state = 'rejected'") == [["0"]]
        return report


ALL = {"out": (12, Decimal(558))}


def test_before_drafting_and_taken_for_the_right_month(laundry):
    assert laundry.withdraw() == ALL
    assert laundry.states() == {"rejected": 12}
    laundry.draft()
    assert laundry.moves() == {}
    assert laundry.bring("--period", laundry.right)["outcome"] == "imported"
    laundry.draft(laundry.right)
    assert {net for _move, _state, net in laundry.moves(laundry.right).values()} == {Decimal(93)}
    laundry.holds()


def test_the_same_month_again_is_asked_about(laundry):
    laundry.withdraw()
    assert laundry.bring()["outcome"] == "asked"
    laundry.draft()
    assert laundry.moves() == {}


def test_the_right_supplier(laundry):
    laundry.withdraw()
    report = laundry.bring(supplier="BIS")
    assert report["outcome"] == "imported", report
    assert report["states"]["billable"]["lines"] == 12
    laundry.draft()
    assert {net for _move, _state, net in laundry.moves().values()} == {Decimal(93)}
    laundry.holds()


def test_on_drafts_beside_what_others_brought_and_a_person_changed(laundry):
    books = laundry.books
    books.bring(f"clean_{laundry.month}.csv", [(f"{laundry.month}-05", "W-101", "S-1", 1, "30.00")])
    laundry.draft()
    move = laundry.moves()["W-102"][0]
    line = books.admin("account.move.line", "search", [
        ("move_id", "=", move), ("product_id.default_code", "=", "S-1")])[0]
    books.accountant("account.move", "write", [move], {
        "invoice_line_ids": [(1, line, {"price_unit": 30}),
                             (0, 0, {"name": "By hand", "quantity": 1, "price_unit": 7})]})
    assert laundry.withdraw() == {"off_draft": (11, Decimal(494)), "person_draft": (1, Decimal(64))}
    assert laundry.states() == {"rejected": 11, "billed": 1}
    assert {code: net for code, (_move, _state, net) in laundry.moves().items()} == {
        "W-101": Decimal(30), "W-102": Decimal(67)}
    laundry.draft()
    assert laundry.moves()["W-102"][2] == Decimal(67)
    laundry.holds()


def test_after_posting_it_is_credited_and_billed_in_the_right_month(laundry):
    books = laundry.books
    laundry.draft()
    posted = laundry.moves()
    books.accountant("account.move", "action_post", [posted["W-101"][0], posted["W-102"][0]])
    assert laundry.withdraw() == {"off_draft": (8, Decimal(372)), "credit": (4, Decimal(186))}
    assert {code: one[1:] for code, one in laundry.moves().items()} == {
        "W-101": ("posted", Decimal(93)), "W-102": ("posted", Decimal(93))}
    laundry.holds()
    assert laundry.bring("--period", laundry.right)["outcome"] == "imported"
    laundry.draft(laundry.right)
    # Taken back and billed anew on one draft: nothing more to pay for those who were invoiced.
    assert {code: net for code, (_move, _state, net) in laundry.moves(laundry.right).items()} == {
        **dict.fromkeys(CLIENTS, Decimal(93)), "W-101": Decimal(0), "W-102": Decimal(0)}
    report = laundry.holds()
    assert Decimal(report["invariants"]["I5"]["sent"]) == Decimal(
        report["invariants"]["I5"]["in_states"])


def test_after_posting_without_anything_else_a_credit_note_is_proposed(laundry):
    laundry.draft()
    move = laundry.moves()["W-103"][0]
    laundry.books.accountant("account.move", "action_post", [move])
    laundry.withdraw()
    laundry.draft(laundry.right)
    assert laundry.moves(laundry.right)["W-103"][1:] == ("draft", Decimal(-93))
    note = laundry.books.admin("account.move", "read", [laundry.moves(laundry.right)["W-103"][0]],
                               ["move_type", "amount_total"])[0]
    assert note["move_type"] == "out_refund" and note["amount_total"] > 0
    laundry.holds()


# -- two at once -----------------------------------------------------------------------------------

def at_once(*calls):
    """Run the calls in the same moment; what they answered or raised."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        start.wait()
        try:
            answers[index] = call()
        except xmlrpc.client.Fault as fault:
            answers[index] = fault

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("number", ROUNDS)
def test_withdrawn_while_it_is_drafted(laundry, number):
    books = laundry.books
    withdrawn, drafted = at_once(
        lambda: laundry.withdraw(books.sandbox.rpc("accountant", books.database)),
        lambda: books.run("draft", "--period", laundry.month))
    assert not isinstance(withdrawn, Exception), withdrawn
    assert drafted.code in (0, 1), drafted
    assert laundry.states() == {"rejected": 12}
    laundry.draft()
    assert laundry.moves() == {}, number
    laundry.holds()


@pytest.mark.parametrize("number", ROUNDS)
def test_withdrawn_while_its_invoices_are_posted(laundry, number):
    books = laundry.books
    laundry.draft()
    before = laundry.moves()
    rpcs = [books.sandbox.rpc("accountant", books.database) for _two in range(2)]
    withdrawn, posted = at_once(
        lambda: laundry.withdraw(rpcs[0]),
        lambda: [rpcs[1]("account.move", "action_post", [move]) for move, *_more in before.values()])
    assert not isinstance(withdrawn, Exception), withdrawn
    # An invoice is posted with all its services or left by all of them; none is posted empty.
    after = laundry.moves()
    assert {one[1:] for one in after.values()} <= {("posted", Decimal(93))}, (after, posted, number)
    laundry.draft(laundry.right)
    credits_of = {code: net for code, (_move, _state, net) in laundry.moves(laundry.right).items()}
    assert credits_of == dict.fromkeys(after, Decimal(-93))
    assert laundry.states() == {state: count for state, count in (
        ("credited", 2 * len(after)), ("rejected", 12 - 2 * len(after))) if count}
    laundry.holds()


@pytest.mark.parametrize("number", ROUNDS)
def test_withdrawn_by_two_at_once(laundry, number):
    books = laundry.books
    laundry.draft()
    dialogs = []
    for _two in range(2):
        rpc = books.sandbox.rpc("accountant", books.database)
        dialog = rpc("quittance.file", "action_withdraw", [laundry.file])["res_id"]
        rpc("quittance.withdraw", "write", [dialog], {"reason": f"twice {number}"})
        dialogs.append((rpc, dialog))
    at_once(*(lambda rpc=rpc, dialog=dialog: rpc("quittance.withdraw", "action_confirm", [dialog])
              for rpc, dialog in dialogs))
    assert laundry.states() == {"rejected": 12}
    told = books.sql("SELECT count(*) FROM mail_message WHERE model = 'quittance.file'"
                     f" AND res_id = {laundry.file} AND body LIKE '%Withdrawn: twice%'")
    assert told == [["1"]]
    laundry.holds()
