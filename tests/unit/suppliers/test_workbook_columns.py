"""Every kind of column comes back from a workbook, whoever wrote it, by its profile."""

import json
import tempfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.configuration import set_hypothesis_home_dir

import supplier_files as files
from make import archive, ods

set_hypothesis_home_dir(files.BINARY.parents[1] / "hypothesis")  # not into the sources

NAMES = ["Client", "Service", "Qty", "Price", "Amount", "Ticket", "Date", "Comment", "Tax",
         "Currency", "Sign"]
TEXTS = some.text(some.sampled_from("abZé7-;,\"'ç€|§{ ."), max_size=12).map(
    lambda text: f"x{text}y")
LINES = some.lists(some.fixed_dictionaries({
    "client": TEXTS, "service": TEXTS, "ticket": TEXTS, "comment": TEXTS,
    "quantity": some.integers(-2_000_000, 2_000_000), "price": some.integers(0, 9_000_000),
    "day": some.integers(0, 36_000).map(lambda days: date(2000, 1, 1) + timedelta(days)),
    "tax": some.sampled_from(["20", "5.5", "0", "T2"]),
}), min_size=1, max_size=5)
RULES = some.fixed_dictionaries({
    "price": some.booleans(), "amount": some.booleans(),
    "sign": some.sampled_from(["written", "negated", "column"]), "serial": some.booleans()})


def plain(number):
    """A Decimal without an exponent or zeros behind it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def table(lines, rules):
    """(cells as a supplier enters them, the lines as they are meant)."""
    cells, meant = [], []
    for at, line in enumerate(lines, 2):
        quantity, price = (Decimal(line[name]) / 1000 for name in ("quantity", "price"))
        amount = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
        credit = rules["sign"] == "column" and quantity < 0
        turn = -1 if credit or rules["sign"] == "negated" else 1
        tax = line["tax"]
        cells.append([
            line["client"], line["service"], turn * quantity, price if rules["price"] else None,
            turn * amount if rules["amount"] or not rules["price"] else None, line["ticket"],
            line["day"], line["comment"], tax if tax == "T2" else Decimal(tax), "EUR",
            "AVOIR" if credit else "Vente"])
        meant.append({
            "row": at, "client": line["client"], "service": line["service"],
            "ticket": line["ticket"], "comment": line["comment"], "tax": tax,
            "date": line["day"].isoformat(), "quantity": quantity, "amount": amount,
            "price": price if rules["price"] else ""})
    return cells, meant


def serial(day):
    return Decimal((day - date(1899, 12, 30)).days)


def write_xlsx(path, cells):
    workbook = openpyxl.Workbook()
    for row in [NAMES, *cells]:
        workbook.active.append(row)
    for row in workbook.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    workbook.save(path)


def write_ods(path, cells):
    def cell(value):
        return (ods.day(value.isoformat()) if isinstance(value, date)
                else ods.number(plain(value)) if isinstance(value, Decimal) else value)

    rows = ods.rows([NAMES, *([cell(value) for value in row] for row in cells)])
    Path(path).write_bytes(archive(ods.document({"Feuil1": rows})))


def profile(rules):
    columns = {name.lower(): name for name in NAMES if name not in ("Qty", "Sign")}
    columns["quantity"] = "Qty"
    if not rules["price"]:
        del columns["price"]
    elif not rules["amount"]:
        del columns["amount"]
    top = {"format": "spreadsheet", "delimiter": ";", "charset": "utf-8", "decimal_mark": ",",
           "date_format": "serial" if rules["serial"] else "DD/MM/YYYY", "period_rule": "date",
           "ticket_names": "document", "zero_price": "free", "sign_rule": rules["sign"],
           "sign_column": "Sign", "sign_words": "avoir", "charge_words": "vente"}
    return "\n".join([*(f"{name} = {json.dumps(value)}" for name, value in top.items()),
                      "[columns]",
                      *(f"{name} = {json.dumps(value)}" for name, value in columns.items())])


def expect_back(write, lines, rules):
    cells, meant = table(lines, rules)
    if rules["serial"]:
        cells = [[serial(value) if isinstance(value, date) else value for value in row]
                 for row in cells]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.unnamed")
        write(path, cells)
        Path(folder, "profile.toml").write_text(profile(rules), "utf-8")
        read, report = files.check(path, Path(folder, "profile.toml"), "--lines")
    assert report["readable"], report
    assert [line["problems"] for line in read] == [[] for _line in meant]
    seen = [{name: Decimal(line[name]) if name in files.NUMBERS and line[name] else line[name]
             for name in meant[0]} for line in read]
    assert seen == meant


@settings(max_examples=30, deadline=None, print_blob=True)
@given(LINES, RULES)
def test_columns_of_xlsx_are_read_back(lines, rules):
    expect_back(write_xlsx, lines, rules)


@settings(max_examples=30, deadline=None, print_blob=True)
@given(LINES, RULES)
def test_columns_of_opendocument_are_read_back(lines, rules):
    expect_back(write_ods, lines, rules)
