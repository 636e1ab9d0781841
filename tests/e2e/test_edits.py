"""What a person did in Odoo survives every later run (I6), as docs/months.md says case by case.

Each test is a client of its own, on the real connector and the real books: a person's act, then
all that may follow: the same month drafted again, a corrected file, more services. CASES names,
for each row of docs/months.md, the test that holds it, here or in the addon's own tests.
"""

import ast
import re
import xmlrpc.client
from decimal import Decimal

import pytest

from books import ROOT, Books

MONTHS = ROOT / "docs" / "months.md"
ADDON_TESTS = ROOT / "odoo_addon" / "quittance" / "tests"
CODES = [f"E-{number}" for number in range(101, 125)]
OCTOBER, NOVEMBER = "2026-10", "2026-11"
# A month's state, its invoice and whether there is a question; its lines by their description.
STATE = "SELECT id, state, move_id, question FROM quittance_month WHERE client_id = {} AND period = '{}'"


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with Books(tmp_path_factory.mktemp("edits"),
               clients={code: [f"Villa {code}", "none"] for code in CODES}) as books:
        yield books


@pytest.fixture(name="client", scope="module")
def _client(books):
    """A client of its own for each test: next one of the company's."""
    return iter(CODES)


@pytest.fixture(name="life")
def _life(books, client):
    """The October of a client with two services on its draft: 2 × 32.00 and 3 × 29.00."""
    life = Life(books, next(client))
    life.bring(("S-1", 2, "32.00"), ("S-2", 3, "29.00"))
    life.draft()
    assert life.untaxed() == Decimal("151.00")
    return life


class Life:
    """One client's months: what a person does to them, and what the connector does after."""

    def __init__(self, books, code):
        self.books, self.code, self.files = books, code, 0
        self.odoo = books.accountant
        self.client = books.admin("res.partner", "search", [("ref", "=", code),
                                                            ("parent_id", "=", False)])[0]

    # what suppliers and the connector do

    def bring(self, *services, replaces=None, month=OCTOBER):
        """Import a file of (service, hours, price) of one day; (path, states of its lines)."""
        self.files += 1
        path, report = self.books.bring(
            f"{self.code}_{self.files}.csv", [(f"{month}-05", self.code, *one) for one in services],
            replaces)
        self.path = self.path if replaces or self.files > 1 else path
        return path, self.taken(report)

    def taken(self, report):
        """The states of a file's lines; a correction of what is posted is applied first."""
        assert report["outcome"] in ("imported", "asked"), report
        self.asked = self.books.accountant("quittance.file", "search", [
            ("name", "=", report["name"]), ("question", "=", "correction")])
        if self.asked:
            self.odoo("quittance.file", "action_apply_correction", self.asked)
        rows = self.books.sql(
            "SELECT l.state, count(*) FROM quittance_line l JOIN quittance_file f"
            f" ON f.id = l.file_id WHERE f.sha256 = '{report['sha256']}' GROUP BY 1")
        return {state: int(count) for state, count in rows}

    def correct(self, *services):
        """A corrected file in the place of the first one; the states of its lines."""
        return self.bring(*services, replaces=self.path)[1]

    def draft(self, period=OCTOBER):
        """Run it, and once more: the second run must write nothing. The first one's months."""
        report = self.books.run("draft", "--period", period).report
        again = self.books.run("draft", "--period", period).report
        assert (again["created"], again["extended"], again["lines"]) == (0, 0, 0), again
        return [one for one in report["months"] if one["client_id"] == self.client]

    # what is seen

    def month(self, period=OCTOBER):
        found = self.books.admin.search_read("quittance.month", [
            ("client_id", "=", self.client), ("period", "=", period)],
            ["state", "move_id", "question", "credit_note_id"])
        return found[0] if found else None

    @property
    def move(self):
        return self.month()["move_id"][0]

    def lines(self, move=None):
        """{(name, quantity, price)} of an invoice, amounts as texts."""
        rows = self.books.sql(
            "SELECT p.default_code, l.quantity, l.price_unit, l.name FROM account_move_line l"
            " LEFT JOIN product_product p ON p.id = l.product_id"
            f" WHERE l.move_id = {int(move or self.move)} AND l.display_type = 'product'")
        return sorted((code or name, Decimal(quantity).normalize(), Decimal(price).normalize())
                      for code, quantity, price, name in rows)

    def untaxed(self, period=OCTOBER):
        move = self.month(period)["move_id"][0]
        return Decimal(self.books.sql(
            f"SELECT amount_untaxed_signed FROM account_move WHERE id = {int(move)}")[0][0])

    def states(self):
        """{state: count} of all this client's services."""
        rows = self.books.sql("SELECT state, count(*) FROM quittance_line"
                              f" WHERE client_id = {self.client} GROUP BY 1")
        return {state: int(count) for state, count in rows}

    # what a person does

    def line_of(self, code):
        return self.books.admin("account.move.line", "search", [
            ("move_id", "=", self.move), ("product_id.default_code", "=", code)])[0]

    def edit(self, *commands):
        self.odoo("account.move", "write", [self.move], {"invoice_line_ids": list(commands)})

    def decide(self, action, reason="asked the client"):
        """A button of the month, and its dialog."""
        dialog = self.odoo("quittance.month", action, [self.month()["id"]])
        self.odoo("quittance.decision", "write", [dialog["res_id"]], {"reason": reason})
        self.odoo("quittance.decision", "action_confirm", [dialog["res_id"]])

    def press(self, button, move=None):
        try:
            self.odoo("account.move", button, [move or self.move])
        except xmlrpc.client.Fault as fault:
            # Odoo's buttons answer None, which XML-RPC refuses after the work is done.
            if "cannot marshal None" not in fault.faultString:
                raise


def amounts(*rows):
    return sorted((name, Decimal(str(quantity)).normalize(), Decimal(str(price)).normalize())
                  for name, quantity, price in rows)


TITLES = "Maintenance;;;;;;;\nOctobre;;;;;;;\n"
COLUMNS = "N° ticket;Date;Client;Intervention;Qté;PU HT;Montant HT;Commentaire\n"


class TicketLife(Life):
    """The same with a supplier whose tickets say which service a correction changes."""

    def bring(self, *services, replaces=None, month=OCTOBER):
        self.files += 1
        year, number = month.split("-")
        path = self.books.folder / f"tickets_{self.code}_{self.files}.csv"
        path.write_text(TITLES + COLUMNS + "".join(
            f"{self.code}-{code};05/{number}/{year};{self.code};{code};{hours};"
            f"{price.replace('.', ',')};{Decimal(price) * hours:.2f};\n".replace(".", ",")
            for code, hours, price in services), encoding="utf-8")
        more = ["--replaces", replaces] if replaces else []
        report = self.books.run("import", path, "--supplier", "TICKETS", "--profile", "maint",
                                *more).report["files"][0]
        self.path = self.path if self.files > 1 else path
        return path, self.taken(report)


@pytest.fixture(name="tickets")
def _tickets(books, client):
    life = TicketLife(books, next(client))
    life.bring(("S-1", 2, "32.00"), ("S-2", 3, "29.00"))
    life.draft()
    assert life.untaxed() == Decimal("151.00")
    return life


# -- in the draft ----------------------------------------------------------------------------------

def test_a_line_that_a_person_added(life):
    life.edit((0, 0, {"name": "By hand", "quantity": 1, "price_unit": 7, "tax_ids": []}))
    assert life.draft() == []
    life.bring(("S-1", 1, "10.00"))
    assert life.draft()[0]["outcome"] == "extended"
    life.correct(("S-1", 2, "32.00"))
    life.draft()
    assert life.lines() == amounts(("By hand", 1, 7), ("S-1", 2, 32), ("S-1", 1, 10))


@pytest.mark.parametrize(("change", "row"), [
    ({"price_unit": 30}, ("S-1", 2, 30)), ({"quantity": 5}, ("S-1", 5, 32))])
@pytest.mark.parametrize("kind", ["life", "tickets"])
def test_a_line_that_a_person_changed(request, kind, change, row):
    life = request.getfixturevalue(kind)
    life.edit((1, life.line_of("S-1"), change))
    assert life.draft() == []
    assert life.correct(("S-1", 2, "33.00"), ("S-2", 3, "29.00")).get("quarantine") == 1
    life.draft()
    assert life.lines() == amounts(row, ("S-2", 3, 29))


def test_a_changed_line_that_a_correction_drops(life):
    life.edit((1, life.line_of("S-1"), {"price_unit": 30}))
    life.correct(("S-2", 3, "29.00"))
    life.draft()
    assert life.lines() == amounts(("S-1", 2, 30), ("S-2", 3, 29))


def test_a_line_that_a_person_removed(life):
    life.edit((2, life.line_of("S-1"), 0))
    assert life.states() == {"removed": 1, "billed": 1}
    assert life.draft() == []
    life.correct(("S-1", 2, "32.00"), ("S-2", 3, "29.00"), ("S-2", 1, "29.00"))
    life.draft()
    assert life.lines() == amounts(("S-2", 3, 29), ("S-2", 1, 29))


def test_a_removed_line_that_a_correction_changes(life):
    life.edit((2, life.line_of("S-1"), 0))
    assert life.correct(("S-1", 2, "33.00"), ("S-2", 3, "29.00")).get("quarantine") == 1
    life.draft()
    assert life.lines() == amounts(("S-2", 3, 29))


def test_a_correction_and_more_services_while_nobody_touched_it(life):
    move = life.move
    life.correct(("S-1", 4, "32.00"))
    life.draft()
    life.bring(("S-2", 1, "29.00"))
    assert life.draft()[0]["outcome"] == "extended"
    assert life.move == move
    assert life.lines() == amounts(("S-1", 4, 32), ("S-2", 1, 29))


# -- the draft as a whole --------------------------------------------------------------------------

def test_a_deleted_draft_and_draft_again(life):
    life.press("unlink")
    assert (life.month()["state"], life.states()) == ("deleted", {"held": 2})
    assert life.month()["question"]
    assert not any(one["lines"] for one in life.draft())
    life.bring(("S-1", 1, "10.00"))
    assert not any(one["lines"] for one in life.draft())
    assert life.states() == {"held": 3}
    life.decide("action_draft_again")
    assert [one["outcome"] for one in life.draft()] == ["created"]
    assert life.untaxed() == Decimal("161.00")


def test_a_deleted_draft_that_is_not_to_be_billed(life):
    life.press("unlink")
    life.decide("action_do_not_bill")
    assert life.states() == {"removed": 2}
    life.correct(("S-1", 2, "32.00"), ("S-2", 3, "29.00"), ("S-2", 1, "10.00"))
    assert not any(one["lines"] for one in life.draft())
    assert life.states()["held"] == 1 and "billed" not in life.states()
    assert life.month()["question"]


def test_a_cancelled_draft(life):
    old = life.move
    life.press("button_cancel")
    assert (life.month()["state"], life.states()) == ("cancelled", {"held": 2})
    life.bring(("S-1", 1, "10.00"))
    assert not any(one["lines"] for one in life.draft())
    life.decide("action_draft_again")
    life.draft()
    assert life.move != old
    assert life.untaxed() == Decimal("161.00")
    with pytest.raises(xmlrpc.client.Fault, match="UserError|not on it|services"):
        life.press("button_draft", old)


def test_a_cancelled_draft_that_is_taken_back(life):
    old = life.move
    life.press("button_cancel")
    life.bring(("S-1", 1, "10.00"))
    life.press("button_draft")
    assert life.month()["state"] == "open"
    assert life.draft()[0]["outcome"] == "extended"
    assert (life.move, life.untaxed()) == (old, Decimal("161.00"))


# -- after posting ---------------------------------------------------------------------------------

def test_posted_then_more_services_and_a_correction(life):
    life.press("action_post")
    before = life.lines()
    life.bring(("S-1", 5, "10.00"))
    life.correct(("S-1", 2, "32.00"), ("S-2", 2, "29.00"))
    assert life.asked
    life.draft()
    life.draft(NOVEMBER)
    assert (life.month()["state"], life.lines(), life.untaxed()) == (
        "posted", before, Decimal("151.00"))
    november = life.month(NOVEMBER)["move_id"][0]
    assert life.lines(november) == amounts(("S-1", 5, 10), ("S-2", -3, 29), ("S-2", 2, 29))


@pytest.mark.parametrize("kind", ["life", "tickets"])
def test_a_posted_invoice_that_is_credited(request, kind):
    life = request.getfixturevalue(kind)
    life.press("action_post")
    wizard = life.odoo("account.move.reversal", "create", {
        "move_ids": [(6, 0, [life.move])], "journal_id": life.odoo(
            "account.move", "read", [life.move], ["journal_id"])[0]["journal_id"][0]})
    note = life.odoo("account.move.reversal", "reverse_moves", [wizard])["res_id"]
    life.press("action_post", note)
    assert life.month()["credit_note_id"][0] == note
    assert life.correct(("S-1", 9, "32.00"), ("S-2", 3, "29.00")).get("quarantine") == 1
    life.draft()
    life.draft(NOVEMBER)
    assert life.month(NOVEMBER) is None or not life.month(NOVEMBER)["move_id"]
    assert life.untaxed() == Decimal("151.00")


def test_a_posted_invoice_that_is_reset_edited_and_posted_again(life):
    life.press("action_post")
    life.press("button_draft")
    life.edit((2, life.line_of("S-1"), 0), (1, life.line_of("S-2"), {"price_unit": 20}))
    life.bring(("S-1", 1, "10.00"))
    life.draft()
    life.press("action_post")
    life.draft(NOVEMBER)
    assert life.month()["state"] == "posted"
    assert life.lines() == amounts(("S-2", 3, 20))
    assert life.lines(life.month(NOVEMBER)["move_id"][0]) == amounts(("S-1", 1, 10))


def test_a_posted_invoice_that_is_cancelled(life):
    life.press("action_post")
    life.press("button_draft")
    life.press("button_cancel")
    assert (life.month()["state"], life.states()) == ("cancelled", {"held": 2})
    life.bring(("S-1", 1, "10.00"))
    life.draft()
    life.draft(NOVEMBER)
    assert life.states() == {"held": 3}
    life.decide("action_do_not_bill")
    life.draft(NOVEMBER)
    assert life.states() == {"removed": 3}


# -- every case of docs/months.md ------------------------------------------------------------------

def cases():
    """[(what happens, names of its tests)] of the table in docs/months.md."""
    table = MONTHS.read_text(encoding="utf-8").split("## What can happen, and the rule")[1]
    rows = [line.strip("| ").split("|") for line in table.splitlines() if line.startswith("|")][2:]
    found = []
    for row in rows:
        names = re.findall(r"`(test_\w+)`", row[-1])
        # "the same test" is that of the row above.
        found.append((row[0].strip(), names or found[-1][1]))
    return found


def names_in(folder):
    return {node.name for path in folder.glob("test_*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_case_has_its_test():
    there = names_in(ADDON_TESTS) | names_in(ROOT / "tests" / "e2e")
    found = cases()
    assert len(found) >= 25
    missing = [(what, name) for what, names in found for name in names if name not in there]
    assert not missing
