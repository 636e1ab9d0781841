"""What is said of a supplier's file as a whole (PA-04, PA-05, PA-23), or of its absence (PA-24)."""

import base64
import hashlib
import subprocess

import pytest

from pa_desk import SUPPLIER_FILES, Desk

CARD = b"4111 1111 1111 1111"
AGO = ("SELECT to_char((now() AT TIME ZONE 'America/St_Barthelemy') - interval '{} months',"
       " 'YYYY-MM')")
KNOWN_LONG = "UPDATE quittance_profile SET create_date = create_date - interval '5 months' RETURNING id"
AGREED_LONG = """
UPDATE res_partner SET quittance_file_day_since = current_date - interval '3 months'
 WHERE quittance_file_day > 0 RETURNING id"""
WITH_CARD = """
SELECT 'line' FROM quittance_line t WHERE t::text LIKE '%4111%1111%1111%1111%' AND row = 2
UNION ALL SELECT 'file' FROM quittance_file t WHERE t::text LIKE '%4111 1111%'
UNION ALL SELECT 'message' FROM mail_message t WHERE t::text LIKE '%4111 1111%'"""


@pytest.fixture(name="desk", scope="module")
def _desk(tmp_path_factory):
    with Desk(tmp_path_factory.mktemp("pa")) as desk:
        yield desk


def shown(desk, report, *names):
    return desk.accountant("quittance.file", "read", [desk.file_id(report)], list(names))[0]


def test_pa_04_the_total_is_no_line_and_one_that_differs_is_an_alert_with_both_sums(desk):
    for number, name in enumerate(("titles.csv", "merged.xlsx", "merged.ods"), 1):
        fits = desk.fixture("PA-04", name, "--period", f"2020-0{number}", profile="found")
        assert desk.lines(fits).keys() == {5, 6}, name
        assert not shown(desk, fits, "control_alert")["control_alert"]
        desk.adds_up(fits)
    off = desk.fixture("PA-04", "mismatch.csv", "--period", "2020-01", by="B")
    assert desk.lines(off).keys() == {5, 6}
    alert = shown(desk, off, "control_alert")["control_alert"]
    assert "TOTAL GÉNÉRAL" in alert and "153.5" in alert and "135.50" in alert, alert


def test_pa_05_subtotals_are_checked_never_billed_and_shown_on_the_file(desk):
    fits = desk.fixture("PA-05", "subtotals.csv", "--period", "2020-01")
    assert desk.lines(fits).keys() == {2, 3, 5}
    notes = shown(desk, fits, "notes")["notes"].splitlines()
    assert notes == [
        "Line 4, Sous-total C-104: the file says 25, its lines make 25.00",
        "Line 6, Sous-total C-105: the file says 30, its lines make 30.00",
        "Line 7, Total: the file says 55, its lines make 55.00"]
    desk.adds_up(fits)
    off = desk.fixture("PA-05", "mismatch.csv", "--period", "2020-02", by="B")
    warning, = shown(desk, off, "warnings")["warnings"]
    assert (warning["code"], warning["row"]) == ("control_sum", 3)
    assert "21" in warning["message"] and "20.00" in warning["message"]
    assert warning["message"] in shown(desk, off, "notes")["notes"]
    assert desk.lines(off).keys() == {2, 4}


def test_pa_23_a_card_number_is_masked_wherever_it_would_be_kept(desk):
    path = SUPPLIER_FILES / "PA-23" / "cards.csv"
    report = desk.fixture("PA-23", "cards.csv", "--period", "2020-01")
    assert report["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), "the original's"
    file = shown(desk, report, "masked", "warnings", "content")
    kept = base64.b64decode(file["content"])
    assert (file["masked"], [one["code"] for one in file["warnings"]]) == (1, ["card_number"])
    assert kept == path.read_bytes().replace(CARD, b"**** **** **** 1111")
    assert desk.states(report) == dict.fromkeys(range(2, 6), "billable")
    tickets = desk.sql(f"SELECT ticket FROM quittance_line WHERE file_id = {desk.file_id(report)}"
                       " ORDER BY row")
    assert tickets[0] == ["73282932000074"], "a SIRET passes the same checksum"
    assert desk.sql(WITH_CARD) == []
    figures = desk.fixture("PA-23", "in-figures.csv", "--period", "2020-02")
    assert shown(desk, figures, "masked")["masked"] == 2
    assert desk.states(figures) == {2: "quarantine", 3: "quarantine", 4: "billable"}
    assert desk.sql(WITH_CARD) == [], "nor in what is said of a figure that cannot be read"
    for folder in (desk.folder, desk.sandbox.folder):
        found = subprocess.run(["grep", "-rlF", CARD.decode(), folder], capture_output=True,
                               text=True, check=False)
        assert found.stdout == "", found.stdout
    assert desk.fixture("PA-23", "cards.csv", "--period", "2020-01")["outcome"] == "known"


def test_pa_24_the_accountant_is_told_once_of_a_file_that_did_not_come(desk):
    (before,), (missing,) = (desk.sql(AGO.format(months))[0] for months in (3, 2))
    supplier, = desk.admin("res.partner", "search", [("quittance_supplier_code", "=", "PA24")])
    desk.admin("res.partner", "write", [supplier], {"quittance_file_day": 1})
    desk.fixture("PA-24", "before.csv", "--period", before)
    desk.sql(KNOWN_LONG)
    desk.sql(AGREED_LONG)

    def month():
        return desk.accountant.search_read(
            "quittance.supplier.month", [("supplier_id", "=", supplier), ("period", "=", missing)],
            ["state", "days_late"])[0]

    def told():
        look_for_late_files(desk)
        return desk.admin("mail.activity", "search_count", [
            ("res_model", "=", "res.partner"), ("res_id", "=", supplier),
            ("summary", "like", missing), ("user_id", "=", desk.accountant.uid)])

    assert month()["state"] == "late" and month()["days_late"] > 0
    assert (told(), told()) == (1, 1), "once"
    desk.fixture("PA-24", "late.csv", "--period", missing)
    assert month()["state"] == "received"
    assert told() == 0, "it came"


def look_for_late_files(desk):
    """As Odoo does every day."""
    cron, = desk.admin("ir.cron", "search", [("code", "=", "model._cron_late_files()")])
    desk.admin("ir.cron", "method_direct_trigger", [cron])
