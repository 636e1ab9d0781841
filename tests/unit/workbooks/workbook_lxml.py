"""An independent reading of OpenDocument workbooks, on lxml: whole documents, no limits."""

import decimal
import re
import zipfile

from lxml import etree

XMLNS = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT, STYLE = (f"{{{XMLNS}{name}:1.0}}" for name in
                              ("table", "office", "text", "style"))


def read(path):
    """[(sheet, hidden, cells, hidden rows)], as workbook_corpus.read gives ours."""
    with zipfile.ZipFile(path) as archive:
        document = etree.fromstring(archive.read("content.xml"))
    hidden = {style.getparent().get(STYLE + "name") for style in
              document.iter(STYLE + "table-properties") if style.get(TABLE + "display") == "false"}
    return [(table.get(TABLE + "name"), table.get(TABLE + "style-name") in hidden,
             *_rows(table)) for table in document.iterfind(f".//{OFFICE}spreadsheet/{TABLE}table")]


def _rows(table):
    cells, hidden, number = {}, set(), 1
    for row in table.iter(TABLE + "table-row"):
        values = _row(row)
        repeated = int(row.get(TABLE + "number-rows-repeated", 1))
        for line in range(number, number + repeated) if values else ():
            cells.update({(line, column): value for column, value in values.items()})
            if row.get(TABLE + "visibility", "visible") != "visible":
                hidden.add(line)
        number += repeated
    return cells, hidden


def _row(row):
    values, column = {}, 1
    for cell in row:
        repeated = int(cell.get(TABLE + "number-columns-repeated", 1))
        value = _value(cell) if cell.tag == TABLE + "table-cell" else None
        if value and value != ("text", ""):
            values.update(dict.fromkeys(range(column, column + repeated), value))
        column += repeated
    return values


def _value(cell):
    kind, formula = cell.get(OFFICE + "value-type"), cell.get(TABLE + "formula")
    shown = "\n".join(_paragraph(p) for p in cell.iterfind(TEXT + "p"))
    if formula and re.fullmatch(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d+", shown):
        return "error", shown
    if kind in ("float", "percentage", "currency"):
        return "number", decimal.Decimal(float(cell.get(OFFICE + "value")))
    if kind == "date":
        return "date", cell.get(OFFICE + "date-value").partition(".")[0].removesuffix("T00:00:00")
    if kind == "time":
        hours, minutes, seconds = map(int, re.match(
            r"PT(\d+)H(\d+)M(\d+)", cell.get(OFFICE + "time-value")).groups())
        return "text", f"{hours:02}:{minutes:02}:{seconds:02}"
    if kind == "boolean":
        return "boolean", cell.get(OFFICE + "boolean-value").upper()
    if formula and not kind:
        return "no_value", formula.partition(":")[2]
    return "text", shown


def _paragraph(element):
    text = re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if child.tag == TEXT + "s":
            text += " " * int(child.get(TEXT + "c", 1))
        elif child.tag == TEXT + "line-break":
            text += "\n"
        elif child.tag.startswith(TEXT):
            text += _paragraph(child)
        text += re.sub(r"\s+", " ", child.tail or "")
    return text
