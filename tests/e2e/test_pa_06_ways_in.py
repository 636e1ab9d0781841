"""PA-06: the same bytes through the portal and by other ways in, in either order: taken once."""

from email.message import EmailMessage
from email.utils import make_msgid
from xmlrpc.client import Binary

import pytest

from ways_in import Doors, cleaning

STATES = "SELECT state, period FROM quittance_file WHERE name = '{}' ORDER BY id"


@pytest.fixture(name="doors")
def _doors(company, tmp_path):
    company.connector("import", _file(company, "seed.csv", cleaning(
        ("2026-09-01", "P-1", "S-1", "1", "30.00"))), "--supplier", "SUP", "--profile", "cleaning")
    with Doors(company.sandbox, company.sandbox.database, tmp_path) as doors:
        yield doors


def _file(company, name, content):
    path = company.folder / name
    path.write_bytes(content)
    return path


def drop(doors, name, content):
    (doors.drop / name).write_bytes(content)
    doors.until(lambda: list(doors.drop.glob(f"archive/*/{name}")), "archived")


def read(company, doors, name):
    """Wait until the only file of that name is read."""
    doors.until(lambda: company.sandbox.sql(STATES.format(name))[0][0] == "closed", "read")


def test_pa_06_through_the_portal_then_by_folder_http_and_hand(company, doors):
    content = cleaning(("2026-12-05", "P-1", "S-1", "3", "30.00"))
    supplier = company.browser_of("supplier")
    assert supplier.send_file("december.csv", content)["taken"]
    read(company, doors, "december.csv")
    drop(doors, "by_folder.csv", content)
    token = doors.issue()
    assert doors.ended(token, doors.send(token, content).json()["job"])["known"]
    report = company.connector("import", _file(company, "by_hand.csv", content),
                               "--supplier", "SUP")
    assert report["files"][0]["outcome"] == "known"
    assert not supplier.send_file("renamed.csv", content)["taken"]
    assert doors.lines(content) == [(1, "portal")]


def test_pa_06_by_folder_then_through_the_portal(company, doors):
    content = cleaning(("2026-12-06", "P-1", "S-1", "2", "30.00"))
    drop(doors, "by_folder.csv", content)
    answer = company.browser_of("supplier").send_file("december.csv", content)
    assert not answer["taken"], answer
    assert doors.lines(content) == [(1, "drop")]


def test_pa_06_the_month_that_was_chosen_makes_no_other_file_where_dates_decide(company, doors):
    content = cleaning(("2026-12-07", "P-1", "S-1", "4", "30.00"))
    supplier = company.browser_of("supplier")
    assert supplier.send_file("chosen.csv", content, month="2026-12")["taken"]
    read(company, doors, "chosen.csv")
    drop(doors, "unchosen.csv", content)
    for month in ("2026-12", "2026-11", ""):
        assert not supplier.send_file("again.csv", content, month=month)["taken"]
    assert doors.lines(content) == [(1, "portal")]
    assert company.sandbox.sql(STATES.format("chosen.csv")) == [["closed", ""]]


def test_pa_06_by_mail_then_by_the_other_ways_and_the_other_way_round(company, doors):
    box = mailbox(company)
    first, second = (cleaning((f"2026-12-{day}", "P-1", "S-1", "5", "30.00")) for day in (8, 9))
    assert mailed(company, box, "december.csv", first) == ("taken", "")
    read(company, doors, "december.csv")
    assert mailed(company, box, "renamed.csv", first)[0] == "known"
    drop(doors, "mailed.csv", first)
    assert not company.browser_of("supplier").send_file("mailed.csv", first)["taken"]
    assert doors.lines(first) == [(1, "mail")]
    drop(doors, "dropped.csv", second)
    state, said = mailed(company, box, "dropped.csv", second)
    assert state == "known" and "compte une fois" in said  # the company's language
    assert doors.lines(second) == [(1, "drop")]


def mailbox(company):
    """The address to which the supplier mails its files, which it does from its own."""
    domain = company.admin("mail.alias.domain", "create", [{"name": "files.example"}])
    company.admin("res.company", "write", [1], {"alias_domain_id": domain[0]})
    supplier, = company.admin("res.partner", "search", [("quittance_supplier_code", "=", "SUP")])
    company.admin("res.partner", "write", [supplier], {"email": "office@cleaning.example"})
    company.admin("quittance.mailbox", "create", [
        {"supplier_id": supplier, "company_id": 1, "alias_name": "cleaning"}])
    return "cleaning@files.example"


def mailed(company, box, name, content):
    """Hand Odoo a message as its mail server does: (what became of its file, what is said)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "office@cleaning.example", box, name
    message["Message-ID"] = make_msgid(domain="cleaning.example")
    message.set_content("The list.")
    message.add_attachment(content, maintype="text", subtype="csv", filename=name)
    company.admin("mail.thread", "message_process", False, Binary(message.as_bytes()))
    part, = company.admin.search_read(
        "quittance.mail.part", [("name", "=", name)], ["state", "sentence"])
    return part["state"], part["sentence"] or ""
