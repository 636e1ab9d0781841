"""A first profile from layouts that no delimiter divides, and marks that only some values show."""

import json
from decimal import Decimal

import pytest

import supplier_files as files

SHEET = ["Type", "Quantité", "ID client", "Prix"]
TWO = [["C-101", "Draps", "2", "12.50", "25.00"], ["C-102", "Nappe brodée", "1.5", "8", "12.00"]]
COLUMNS = ["client", "service", "quantity", "price", "amount"]


def proposed(path, **changes):
    """(lines as [client, service, quantity, price, amount], report, doubts, TOML)."""
    toml, doubts = files.propose(path)
    assert toml, doubts
    profile = path.with_suffix(".profile.toml")
    profile.write_text(files.changed(toml, changes), "utf-8")
    lines, report = files.check(path, profile, "--lines")
    return [[files.value(line, column) for column in COLUMNS] for line in lines], report, doubts, toml


def expected(*lines):
    return [files.values(COLUMNS, line) for line in lines]


def doubted(doubts, words):
    return any(words in doubt for doubt in doubts)


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


FIXED = {
    "plain": "Client  Prestation     Qté    Prix\n"
             "C-101   Draps            2   12,50\n"
             "C-102   Nappe brodée   1,5    8,00\n",
    "titles-rule-total": "BLANCHISSERIE DU PORT\nOctobre 2026\n\n"
                         "Client  Prestation     Qté    Prix\n"
                         "------  ------------   ---  ------\n"
                         "C-101   Draps            2   12,50\n"
                         "C-102   Nappe brodée   1,5    8,00\n"
                         "TOTAL                        37,00\n",
    "one-blank-between": "Client Prestation   Qté  Prix\n"
                         "C-101  Draps          2 12,50\n"
                         "C-102  Nappe brodée 1,5  8,00\n",
}


@pytest.mark.parametrize("name", FIXED)
def test_fixed_width_is_told_by_its_blanks(name, tmp_path):
    lines, report, doubts, toml = proposed(written(tmp_path, "liste.txt", FIXED[name]))
    assert "format = 'fixed'" in toml
    assert lines == expected(*TWO), toml
    assert doubted(doubts, "told from the blanks"), doubts
    assert all(Decimal(one["stated"]) == Decimal(one["computed"]) for one in report["totals"])


def test_fixed_width_in_another_charset(tmp_path):
    content = FIXED["plain"].encode("windows-1252")
    lines, _report, doubts, _toml = proposed(written(tmp_path, "liste.txt", content))
    assert lines == expected(*TWO)
    assert doubted(doubts, "windows-1252")


def test_fixed_width_leaves_room_for_longer_numbers_and_texts(tmp_path):
    """A later file's values may be longer than the sample's: none of them is cut silently."""
    _lines, _report, _doubts, toml = proposed(written(tmp_path, "a.txt", FIXED["plain"]))
    later = written(tmp_path, "b.txt",
                    "Client  Prestation     Qté    Prix\n"
                    "C-101   Draps bleus à deux1234,50\n"
                    "C-102   Rideaux         12 1234,5678\n")
    profile = tmp_path / "p.toml"
    profile.write_text(toml, "utf-8")
    lines, _report = files.check(later, profile, "--lines")
    assert lines[0]["problem"], lines[0]
    assert Decimal(lines[1]["price"]) == Decimal("1234.5678"), lines[1]


def test_fixed_width_with_thousands(tmp_path):
    lines, _report, _doubts, _toml = proposed(written(
        tmp_path, "liste.txt",
        "Client  Prestation  Qté      Prix\n"
        "C-101   Salle         1  1 234,50\n"
        "C-102   Salle         2  2 000,00\n"))
    assert lines == expected(["C-101", "Salle", "1", "1234.50", "1234.50"],
                             ["C-102", "Salle", "2", "2000", "4000.00"])


def test_fixed_width_without_a_header_says_that_the_columns_are_to_be_chosen(tmp_path):
    toml, doubts = files.propose(written(
        tmp_path, "liste.txt",
        "C-101   Draps       2   12,50\nC-102   Nappe       1    8,00\nC-103   Torchon    10    1,00\n"))
    assert "format = 'fixed'" in toml and "client" not in toml
    assert doubted(doubts, "say below what each column holds"), doubts
    assert doubted(doubts, "1-8"), doubts


def test_prose_is_no_list_of_fixed_width(tmp_path):
    toml, doubts = files.propose(written(
        tmp_path, "lettre.txt", "Bonjour Madame\nvoici les services du mois.\nBien à vous\n"))
    assert "format = 'csv'" in toml
    assert doubted(doubts, "say how they are divided") and doubted(doubts, "looks like a header")


RECORDS = [{"id": 1, "client": {"code": "C-101", "name": "Villa A"}, "service": {"label": "Draps"},
            "quantity": 2, "unitPrice": 12.5},
           {"id": 2, "client": {"code": "C-102", "name": "Villa B"},
            "service": {"label": "Nappe brodée"}, "quantity": 1.5, "unitPrice": 8}]


def test_nested_json_is_told_by_its_keys(tmp_path):
    lines, _report, doubts, toml = proposed(written(tmp_path, "liste.json", json.dumps(RECORDS)))
    assert lines == expected(*TWO), toml
    assert "client = 'client.code'" in toml
    assert doubted(doubts, "'client.code' was taken, 'client.name' was not"), doubts


def test_json_list_inside_the_document_is_found(tmp_path):
    document = {"from": "Port", "pages": [1, 2], "clients": [{"client": "C-101", "name": "A"}],
                "data": {"a/b": {"lines": RECORDS}}, "sum": 37}
    lines, _report, doubts, toml = proposed(written(tmp_path, "liste.json", json.dumps(document)))
    assert lines == expected(*TWO), toml
    assert "records_path = '/data/a~1b/lines'" in toml
    assert doubted(doubts, "several lists")


def test_json_of_a_single_list_is_not_doubted_for_its_path(tmp_path):
    path = written(tmp_path, "liste.json", json.dumps({"lines": RECORDS}))
    _lines, _report, doubts, toml = proposed(path)
    assert "records_path = '/lines'" in toml
    assert not doubted(doubts, "several lists")


def test_json_texts_show_their_marks(tmp_path):
    records = [{"client": "C-101", "service": "Salle", "quantity": "1", "price": "1 234,50"},
               {"client": "C-102", "service": "Salle", "quantity": "2", "price": "0,125"}]
    lines, _report, _doubts, toml = proposed(written(tmp_path, "l.json", json.dumps(records)))
    assert lines == expected(["C-101", "Salle", "1", "1234.50", "1234.50"],
                             ["C-102", "Salle", "2", "0.125", "0.25"]), toml


def test_json_list_inside_each_record_is_said_not_to_be_read(tmp_path):
    records = [{"client": "C-101", "date": "2026-10-02", "services": [{"service": "S", "price": 1}]}]
    _toml, doubts = files.propose(written(tmp_path, "l.json", json.dumps(records)))
    assert doubted(doubts, "'services': such lists are not read"), doubts


def book(tmp_path, *rows):
    return written(tmp_path, "liste.xlsx", files.make.workbook({"Octobre": files.make.sheet(rows)}))


def test_workbook_texts_show_their_marks(tmp_path):
    lines, _report, doubts, toml = proposed(book(
        tmp_path, SHEET, ["Salle", 1, "C-101", "1 234,50"], ["Salle", 2, "C-102", "0,125"]))
    assert lines == expected(["C-101", "Salle", "1", "1234.50", "1234.50"],
                             ["C-102", "Salle", "2", "0.125", "0.25"]), toml
    assert not doubted(doubts, "decimal")


def test_workbook_text_that_fits_two_readings_is_not_read(tmp_path):
    lines, report, doubts, _toml = proposed(book(tmp_path, SHEET, ["Salle", 1, "C-101", "1.234"]))
    assert doubted(doubts, "could be thousands or have decimals")
    assert report["unreadable"] == 1 and lines[0][3] == ""


def test_workbook_of_numbers_alone_asks_for_no_marks(tmp_path):
    _lines, _report, doubts, _toml = proposed(book(tmp_path, SHEET, ["Salle", 1, "C-101", 12]))
    assert not doubted(doubts, "mark")


def test_workbook_dates_as_texts_show_their_form(tmp_path):
    lines, _report, doubts, toml = proposed(book(
        tmp_path, [*SHEET, "Date"], ["Salle", 1, "C-101", 12, "13/10/2026"]))
    assert "date_format = 'DD/MM/YYYY'" in toml and lines and not doubted(doubts, "Dates")


def test_workbook_day_numbers_are_asked_about(tmp_path):
    _lines, report, doubts, _toml = proposed(book(
        tmp_path, [*SHEET, "Date"], ["Salle", 1, "C-101", 12, 46296]))
    assert doubted(doubts, "46296 is 2026-10-01 as 'serial'"), doubts
    assert report["lines_with_problems"] == 1


def test_thousands_mark_is_told_by_a_total(tmp_path):
    rows = "".join(f"Draps;100;C-{n};9,50\n" for n in range(101, 104))
    lines, report, doubts, toml = proposed(written(
        tmp_path, "l.csv", f"Type;Quantité;ID client;Prix\n{rows}TOTAL;;;2.850,00\n"))
    assert "thousands_mark = '.'" in toml and len(lines) == 3
    total, = report["totals"]
    assert Decimal(total["stated"]) == Decimal(total["computed"]) == Decimal("2850")
    assert not doubted(doubts, "mark")


def test_tax_is_told_by_the_prices_name(tmp_path):
    for name, included in (("Prix TTC", True), ("PU HT", False)):
        toml, doubts = files.propose(written(
            tmp_path, "l.csv", f"Type;Quantité;ID client;{name}\nDraps;2;C-101;12,50\n"))
        assert ("tax_included = true" in toml) == included and not doubted(doubts, "include tax")


def test_prices_without_quantities_are_of_one_each(tmp_path):
    lines, _report, doubts, _toml = proposed(written(
        tmp_path, "l.csv", "Type;ID client;Prix\nDraps;C-101;12,50\n"))
    assert lines == expected(["C-101", "Draps", "1", "12.50", "12.50"])
    assert doubted(doubts, "each row is taken for one"), doubts


def test_total_that_names_client_and_service_is_asked_about(tmp_path):
    _toml, doubts = files.propose(written(
        tmp_path, "l.csv", "Type;Quantité;ID client;Prix\nDraps;1;C-1;1,50\nTotal draps;1;C-1;9,50\n"))
    assert doubted(doubts, "'Total draps' is taken for a total"), doubts


def test_several_columns_of_dates_are_asked_about(tmp_path):
    toml, doubts = files.propose(written(
        tmp_path, "l.csv", "Type;Qté;Client;Prix;Enlevé;Rendu\nS;1;C;1,50;13/10/2026;14/10/2026\n"))
    assert doubted(doubts, "Several columns hold dates, as 'Enlevé' and 'Rendu'"), doubts
    assert "period_rule = 'previous'" in toml
