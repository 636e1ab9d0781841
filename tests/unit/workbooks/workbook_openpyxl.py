"""What openpyxl reads in a workbook, as kinds and texts of ours."""

import datetime
import decimal
import io
import re
import warnings
import zipfile

import openpyxl
from lxml import etree
from openpyxl.utils.datetime import from_excel

# Three files are read by us and not by openpyxl 3.0: a copy is mended for it, cells untouched.
MENDED = {
    # It knows the names of transitional OOXML alone, and finds no sheet.
    "sheet_visibility_strict.xlsx": [
        (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
         b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
        (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
         b"http://schemas.openxmlformats.org/officeDocument/2006/relationships")],
    # It looks for the styles in xl/, whatever the workbook's links say.
    "wtf_path.xlsx": [(b"wtf/", b"xl/")],
    # It insists on a list of named styles.
    "xlsx-stream-d-date-cell.xlsx": [
        (b"<cellXfs ", b'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs ')],
}


def opened(path, *, values):
    """The openpyxl workbook of a file, with stored values or with formulas."""
    changes = MENDED.get(path.name)
    return openpyxl.load_workbook(mended(path, changes) if changes else path, data_only=values)


def mended(path, changes):
    """A copy of a file in memory, with bytes replaced in its parts and their names."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content, renamed = source.read(name), name.encode()
            for old, new in changes:
                content, renamed = content.replace(old, new), renamed.replace(old, new)
            target.writestr(renamed.decode(), content)
    return copy


def read(path):
    """[(sheet, hidden, cells, hidden rows)], as workbook_corpus.read gives ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values, formulas = opened(path, values=True), opened(path, values=False)
    empty = empty_texts(path)
    return [(sheet.title, sheet.sheet_state != "visible",
             _cells(sheet, formulas[sheet.title], empty.get(sheet.title, ())),
             {number for number, row in sheet.row_dimensions.items() if row.hidden})
            for sheet in values.worksheets]


def _cells(sheet, formulas, empty):
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            place = (cell.row, cell.column)
            formula = formulas.cell(*place)
            if cell.value == "":
                continue
            if cell.value is not None:
                cells[place] = as_ours(cell)
            elif formula.data_type == "f" and cell.coordinate not in empty:
                cells[place] = ("no_value", formula.value)
    return cells


def empty_texts(path):
    """{sheet: cells whose stored value is the empty text}: openpyxl says None as for no value."""
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        links = {link.get("Id"): link.get("Target") for link in
                 etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
        sheets = etree.fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheet")
        parts = {sheet.get("name"): links[next(value for key, value in sheet.items()
                                               if key.endswith("}id"))] for sheet in sheets}
        return {name: {cell.get("r") for cell in
                       etree.fromstring(archive.read("xl/" + part)).iterfind(".//{*}c[@t='str']")
                       if cell.find("{*}v") is not None and not cell.findtext("{*}v")}
                for name, part in parts.items()}


def as_ours(cell):
    """A value of openpyxl as (kind, text): rules of connector/readers/record.hpp."""
    value = cell.value
    # openpyxl 3.0 sees no date in a single letter, and no duration in capital letters.
    missed = re.fullmatch(r"[DHS]|\[(HH?|SS?)\]|HH\[MM?\]", cell.number_format)
    if missed and isinstance(value, (int, float)):
        value = from_excel(value, timedelta="[" in cell.number_format)
    if isinstance(value, bool):
        return "boolean", "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return "number", decimal.Decimal(value)
    if isinstance(value, datetime.datetime):
        if value.year < 1900:  # a negative number of days: spreadsheets show ##### for it
            return "error", None
        return "date", value.strftime("%Y-%m-%dT%H:%M:%S").removesuffix("T00:00:00")
    if isinstance(value, datetime.time):
        return "text", value.strftime("%H:%M:%S")
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        if seconds < 0:
            return "error", None
        return "text", f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "error" if cell.data_type == "e" else "text", value
