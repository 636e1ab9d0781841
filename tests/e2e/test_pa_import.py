"""What suppliers send (PA-06 … PA-26), as far as only Odoo can show what is right."""

import shutil
from decimal import Decimal

import pytest

from pa_desk import SUPPLIER_FILES, Desk

WEEK = SUPPLIER_FILES / "PA-07" / "week-1.csv"


@pytest.fixture(name="desk", scope="module")
def _desk(tmp_path_factory):
    with Desk(tmp_path_factory.mktemp("pa")) as desk:
        setting(desk, review_quantity=0, review_price=0, review_amount=0)  # PA-22 asks for them
        yield desk


def contract(desk, service, price, client, year):
    """What the client has agreed to pay for the service in that year."""
    product, = desk.admin("product.product", "search", [("default_code", "=", service)])
    client_id, = desk.admin("res.partner", "search", [("ref", "=", client)])
    desk.accountant("quittance.contract.price", "create", {
        "product_id": product, "client_id": client_id, "price": price,
        "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"})


def setting(desk, **values):
    supervisor = desk.sandbox.rpc("supervisor", desk.database)
    settings = supervisor("quittance.settings", "search", [("company_id", "=", 1)])
    supervisor("quittance.settings", "write", settings, values)


def test_pa_06_the_same_bytes_twice_and_for_another_month(desk):
    first = desk.fixture("PA-06", "forfait.csv", "--period", "2020-01")
    assert first["outcome"] == "imported"
    assert desk.fixture("PA-06", "forfait.csv", "--period", "2020-01")["outcome"] == "known"
    other_name = desk.folder / "forfait (2).csv"
    shutil.copy(SUPPLIER_FILES / "PA-06" / "forfait.csv", other_name)
    again = desk.bring_file("PA-06", other_name, "--period", "2020-01")
    assert again["outcome"] == "known"
    assert desk.nets("2020-01") == {"C-101": Decimal(150), "C-102": Decimal(150)}
    february = desk.fixture("PA-06", "forfait.csv", "--period", "2020-02")
    assert february["outcome"] == "asked"
    assert desk.nets("2020-02") == {}
    asked = desk.file_id(february)
    desk.accountant("quittance.file", "action_bill_anyway", [asked])
    desk.serve_until(asked, "closed")
    assert desk.nets("2020-02") == {"C-101": Decimal(150), "C-102": Decimal(150)}
    assert desk.nets("2020-01") == {"C-101": Decimal(150), "C-102": Decimal(150)}


def test_pa_07_a_correction_on_the_draft_and_a_weekly_file(desk):
    desk.fixture("PA-07", "week-1.csv")
    assert desk.nets("2026-10") == {"C-101": Decimal(40), "C-102": Decimal(10), "C-103": Decimal(60)}
    correction = desk.fixture("PA-07", "correction.csv", "--replaces", WEEK)
    assert desk.nets("2026-10") == {"C-101": Decimal(30), "C-102": Decimal(12), "C-103": Decimal(70)}
    differences = desk.accountant.search_read(
        "quittance.file.difference", [("file_id", "=", desk.file_id(correction))],
        ["ticket", "kind"])
    assert {one["ticket"]: one["kind"] for one in differences} == {
        "T-1": "changed", "T-2": "changed", "T-3": "removed", "T-5": "added"}
    weekly = desk.fixture("PA-07", "week-2.csv")
    assert desk.lines(weekly)[2][:2] == ("quarantine", "ticket_conflict")
    assert desk.states(weekly)[3] == "billable"
    assert desk.nets("2026-10") == {"C-101": Decimal(70), "C-102": Decimal(12), "C-103": Decimal(70)}
    desk.adds_up(weekly)


def test_pa_07_what_the_accountant_changed_on_the_draft_stays(desk):
    before = desk.nets("2026-10")
    week = desk.fixture("PA-07", "week-1.csv", by="C")
    move = desk.drafted("2026-10")["C-102"][0]
    (line,), = desk.sql("SELECT invoice_line_id FROM quittance_line WHERE ticket = 'T-2'"
                        f" AND file_id = {desk.file_id(week)}")
    desk.accountant("account.move", "write", [move], {
        "invoice_line_ids": [[1, int(line), {"price_unit": 8}]]})
    correction = desk.fixture("PA-07", "correction.csv", "--replaces", WEEK, by="C")
    assert desk.lines(correction)[3][:2] == ("quarantine", "ticket_conflict")
    after = desk.nets("2026-10")
    assert {code: after[code] - before[code] for code in after} == {
        "C-101": Decimal(30), "C-102": Decimal(8), "C-103": Decimal(70)}
    desk.adds_up(correction)


def test_pa_07_a_correction_after_posting_is_a_delta_of_the_next_month(desk):
    desk.fixture("PA-07", "week-1.csv", by="B")
    before = desk.drafted("2026-10")
    desk.accountant("account.move", "action_post", [one[0] for one in before.values()])
    correction = desk.fixture("PA-07", "correction.csv", "--replaces", WEEK, by="B")
    assert correction["outcome"] == "asked"
    assert desk.nets("2026-11") == {}
    desk.accountant("quittance.file", "action_apply_correction", [desk.file_id(correction)])
    assert desk.nets("2026-11") == {
        "C-101": Decimal(-10), "C-102": Decimal(2), "C-103": Decimal(10)}
    assert desk.nets("2026-10") == {code: one[2] for code, one in before.items()}


def test_pa_10_unknown_codes_wait_with_a_suggestion_and_one_click_frees_them(desk):
    report = desk.fixture("PA-10", "codes.csv", "--period", "2020-03")
    lines = desk.lines(report)
    assert lines[2][:3] == ("quarantine", "unknown_client", "C-909")
    assert lines[4][:3] == ("quarantine", "unknown_client", "00123")
    assert (lines[3][0], lines[5][0]) == ("billable", "billable")
    desk.adds_up(report)
    for row in (2, 4):
        desk.accountant("quittance.line", "action_accept_suggestion", desk.line(report, row))
    assert set(desk.states(report).values()) == {"billable"}
    assert desk.nets("2020-03") == {"C-909": Decimal(10), "C-101": Decimal(20),
                                    "00123": Decimal(30), "C-102": Decimal(40)}
    april = desk.folder / "codes_april.csv"
    april.write_text("Type;Quantité;ID client;Prix\nS-1;1;C-9X9;10,00\n", "utf-8")
    assert set(desk.states(desk.bring_file("PA-10", april, "--period", "2020-04")).values()) == {
        "billable"}
    assert desk.nets("2020-04") == {"C-909": Decimal(10)}


def test_pa_11_a_negative_month_is_a_credit_note_and_never_charged(desk):
    desk.fixture("PA-11", "credits.csv", "--period", "2020-05")
    drafts = desk.drafted("2020-05")
    assert {code: (kind, net) for code, (_id, kind, net, *_more) in drafts.items()} == {
        "C-101": ("out_refund", Decimal(-20)), "C-102": ("out_refund", Decimal("-15.50"))}
    desk.post([one[0] for one in drafts.values()])
    desk.run("collect")
    assert desk.charges() == {}


def test_pa_12_tickets(desk):
    report = desk.fixture("PA-12", "tickets.csv", "--period", "2020-06")
    lines = desk.lines(report)
    assert {row: line[:2] for row, line in lines.items()} == {
        2: ("billable", ""), 3: ("superseded", lines[3][1]), 4: ("billable", ""),
        5: ("quarantine", "ticket_conflict")}
    desk.adds_up(report)
    orders = desk.fixture("PA-12", "orders.csv", "--period", "2020-06", profile="documents",
                          by="B")
    assert set(desk.states(orders).values()) == {"billable"}
    alike = desk.fixture("PA-12", "untold.csv", "--period", "2020-06", profile="no-tickets",
                         by="B")
    assert desk.states(alike) == {2: "billable", 3: "billable"}
    warnings = desk.admin("quittance.file", "read", [desk.file_id(alike)], ["warnings"])[0]
    assert [one["code"] for one in warnings["warnings"]] == ["repeated_line"]
    assert desk.nets("2020-06") == {"C-101": Decimal(20 + 45 + 20), "C-102": Decimal(10)}


def test_pa_13_what_costs_nothing_is_free_or_waits(desk):
    free = desk.fixture("PA-13", "nothing-to-pay.csv", "--period", "2020-07")
    assert set(desk.states(free).values()) == {"billable"}
    waits = desk.fixture("PA-13", "nothing-to-pay.csv", "--period", "2020-07", profile="quarantine",
                         by="B")
    assert {row: line[:2] for row, line in desk.lines(waits).items()} == {
        2: ("quarantine", "price_missing"), 3: ("quarantine", "price_missing"),
        4: ("quarantine", "number_unreadable"), 5: ("billable", "")}
    assert desk.nets("2020-07") == {"C-101": 0, "C-102": 0, "C-103": 0, "C-104": Decimal(20)}


def test_pa_14_with_tax_and_without(desk):
    desk.fixture("PA-14", "rounding.csv", "--period", "2021-01")
    net = {code: one[2:] for code, one in desk.drafted("2021-01").items()}
    assert net["C-103"] == (Decimal(120), Decimal(24), Decimal(144))
    assert net["C-101"][0] == Decimal("4.63")
    desk.fixture("PA-14", "rounding.csv", "--period", "2021-09", profile="with-tax", by="B")
    gross = {code: one[2:] for code, one in desk.drafted("2021-09").items()}
    assert gross["C-103"] == (Decimal(100), Decimal(20), Decimal(120))
    assert gross["C-101"][2] == Decimal("4.63")
    assert (net["C-102"][0], gross["C-102"][2]) == (Decimal("-4.63"), Decimal("-4.63"))


def test_pa_22_what_is_far_from_the_contract_or_from_the_usual_waits_with_the_figures(desk):
    for client in ("C-101", "C-102", "C-103"):
        contract(desk, "S-1", 10, client, 2023)
    for month, four in (("04", "4"), ("05", "4,0"), ("06", "4,00")):  # no two the same bytes
        path = desk.folder / f"usual_{month}.csv"
        last = "S-1;0,5;C-103;10,00\n" if month == "06" else ""
        path.write_text(f"Type;Quantité;ID client;Prix\nS-1;{four};C-102;10,00\n{last}", "utf-8")
        desk.bring_file("PA-22", path, "--period", f"2023-{month}")
    setting(desk, review_quantity=10, review_price=3, review_amount=10)
    report = desk.fixture("PA-22", "far.csv", "--period", "2023-07")
    setting(desk, review_quantity=0, review_price=0, review_amount=0)
    assert {row: line[:2] for row, line in desk.lines(report).items()} == {
        2: ("quarantine", "price_off_contract"), 3: ("quarantine", "quantity_unusual"),
        4: ("billable", "")}
    told = desk.accountant("quittance.line", "read", desk.line(report, 2) + desk.line(report, 3),
                           ["reason"])
    assert "25" in told[0]["reason"] and "10" in told[0]["reason"]
    assert "40" in told[1]["reason"] and "4" in told[1]["reason"]
    warnings = desk.admin("quittance.file", "read", [desk.file_id(report)], ["warnings"])[0]
    unusual, = warnings["warnings"]
    assert unusual["code"] == "month_unusual"
    assert "20.00 in 2023-07, after 5.00 in 2023-06" in unusual["message"], unusual
    desk.adds_up(report)
    assert desk.nets("2023-07")["C-103"] == Decimal(20 + 5)


def test_pa_25_the_month_comes_from_where_the_profile_says(desk):
    by_name = desk.fixture("PA-25", "pressing_2026-10.csv")
    assert (by_name["outcome"], by_name["period"]) == ("imported", "2026-10")
    given = desk.fixture("PA-25", "pressing_2026-10.csv", "--period", "2020-10", profile="given",
                         by="B")
    assert (given["outcome"], given["period"]) == ("imported", "2020-10")
    assert desk.nets("2020-10") == {"C-101": Decimal(20), "C-102": Decimal(20)}
    nameless = desk.folder / "pressing.csv"
    nameless.write_text("Type;Quantité;ID client;Prix\nS-1;7;C-101;10,00\n", "utf-8")
    assert desk.bring_file("PA-25", nameless)["outcome"] == "refused"
    previous = desk.bring_file("PA-25", nameless, profile="previous")
    last_month, = desk.sql("SELECT to_char(now() AT TIME ZONE 'America/St_Barthelemy'"
                           " - interval '1 month', 'YYYY-MM')")
    assert [previous["period"]] == last_month


def test_pa_26_the_files_price_is_cost(desk):
    report = desk.fixture("PA-26", "costs.csv", "--period", "2020-11")
    assert report["amount"] == "40.00"
    assert desk.nets("2020-11") == {"C-101": Decimal(25), "C-102": Decimal(25)}
    contract(desk, "S-1", 16, "C-101", 2020)
    contract(desk, "S-2", 31, "C-102", 2020)
    desk.fixture("PA-26", "costs.csv", "--period", "2020-12", profile="list", by="B")
    assert desk.nets("2020-12") == {"C-101": Decimal(32), "C-102": Decimal(31)}
    costs = desk.accountant.search_read(
        "quittance.supplier.cost", [("period", "in", ("2020-11", "2020-12"))], ["period", "cost"])
    assert {one["period"]: one["cost"] for one in costs} == {"2020-11": 40, "2020-12": 40}


def test_pa_16_services_of_a_closed_month_are_billed_now_or_asked_about(desk):
    path = desk.folder / "september.csv"
    path.write_text("Date;Client;Prestation;Quantité;Prix\n05/09/2026;C-101;S-2;1;20,00\n", "utf-8")
    desk.bring_file("PA-16", path)
    september = desk.drafted("2026-09")
    desk.accountant("account.move", "action_post", [september["C-101"][0]])
    late = desk.fixture("PA-16", "late.csv")
    assert desk.states(late) == {2: "billable", 3: "billable"}
    file = desk.file_id(late)
    setting(desk, closed_month="hold")
    asked = desk.fixture("PA-16", "late.csv", by="B")
    setting(desk, closed_month="bill")
    assert desk.lines(asked)[2][:2] == ("quarantine", "month_closed")
    later = desk.drafted("2026-11")["C-101"]
    (name, on), = desk.sql(
        "SELECT i.name, i.move_id FROM account_move_line i JOIN quittance_line l"
        f" ON l.id = i.quittance_line_id WHERE l.file_id = {file}"
        " AND l.date = '2026-09-28'")
    assert int(on) == later[0]
    assert "28/09" in name or "09/28" in name or "2026-09-28" in name
    posted = desk.admin("account.move", "read", [september["C-101"][0]], ["amount_untaxed"])[0]
    assert posted["amount_untaxed"] == 20
