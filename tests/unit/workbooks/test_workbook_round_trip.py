"""Any table that xlsxwriter or openpyxl can write is read back as it was."""

import datetime
import decimal
import tempfile
import warnings

import openpyxl
import workbook_corpus
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(workbook_corpus.DUMP.parent / "hypothesis")  # not into the sources

# Excel's own bounds; before March 1900 spreadsheets and the calendar disagree.
TEXTS = some.text(
    some.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1, max_size=50)
AMOUNTS = some.decimals(-10**9, 10**9, places=4)
MOMENTS = some.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 30))
CELLS = some.one_of(
    some.none(),
    TEXTS.filter(lambda text: "_x" not in text),  # openpyxl does not escape what looks escaped
    some.sampled_from(["00123", "1.23E+05", " bord ", "a\nb", "=A1", " ", "🍣", "TRUE", "#N/A"]),
    AMOUNTS,
    some.booleans(),
    some.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 30)),
    MOMENTS.map(lambda moment: moment.replace(microsecond=0)))
TABLES = some.lists(some.lists(CELLS, max_size=6), min_size=1, max_size=8).filter(
    lambda table: any(cell is not None for row in table for cell in row))


def as_ours(value):
    """What connector/readers/record.hpp says of a value."""
    if isinstance(value, bool):
        return "boolean", str(value).upper()
    if isinstance(value, decimal.Decimal):
        return "number", f"{value.normalize():f}" if value else "0"
    if isinstance(value, datetime.datetime):
        return "date", value.isoformat().removesuffix("T00:00:00")
    return ("date", value.isoformat()) if isinstance(value, datetime.date) else ("text", value)


def write_xlsxwriter(path, table):
    # With inline texts, which openpyxl does not write.
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Octobre")
        day = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, decimal.Decimal):
                    sheet.write_number(row, column, value)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write_string(row, column, value)


def write_openpyxl(path, table):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Octobre"
    for row, cells in enumerate(table, 1):
        for column, value in enumerate(cells, 1):
            cell = workbook.active.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    workbook.save(path)


def expect_back(write, table):
    with tempfile.NamedTemporaryFile(suffix=".unnamed") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write(file.name, table)
        [(name, hidden, cells, _)] = workbook_corpus.read(file.name)
    assert (name, hidden) == ("Octobre", False)
    assert cells == {(row, column): as_ours(value)
                     for row, values in enumerate(table, 1)
                     for column, value in enumerate(values, 1) if value is not None}


@settings(max_examples=60, deadline=None, database=None, print_blob=True)
@given(TABLES)
def test_what_xlsxwriter_writes_is_read_back(table):
    expect_back(write_xlsxwriter, table)


@settings(max_examples=60, deadline=None, database=None, print_blob=True)
@given(TABLES)
def test_what_openpyxl_writes_is_read_back(table):
    expect_back(write_openpyxl, table)
