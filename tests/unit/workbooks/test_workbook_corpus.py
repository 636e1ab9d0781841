"""Every workbook of the corpus, cell by cell, against other readers."""

import csv
import decimal

import pytest
import shared_data

import workbook_corpus
import workbook_lxml
import workbook_openpyxl


def expect_same(path, reader):
    if not path:
        return
    ours, theirs = workbook_corpus.read(path), reader.read(path)
    assert [sheet[:2] for sheet in ours] == [sheet[:2] for sheet in theirs]
    for (name, _, cells, hidden), (_, _, expected, their_hidden) in zip(
            ours, theirs, strict=True):
        assert not workbook_corpus.differences(cells, expected), name
        assert hidden == their_hidden & {row for row, _ in cells}, name
    assert any(sheet[2] for sheet in ours)


@pytest.mark.parametrize("path", workbook_corpus.workbooks(".xlsx", ".xlsm"), ids=shared_data.name_of)
def test_ooxml_is_read_as_openpyxl_reads_it(path):
    expect_same(path, workbook_openpyxl)


@pytest.mark.parametrize("path", workbook_corpus.workbooks(".ods"), ids=shared_data.name_of)
def test_opendocument_is_read_as_lxml_shows_it(path):
    expect_same(path, workbook_lxml)


@pytest.mark.parametrize("path", workbook_corpus.workbooks(".xlsx", ".ods"), ids=shared_data.name_of)
def test_sheets_are_as_sheetjs_wrote_them(path):
    """The neighbours of AutoFilter and sushi hold values, also for their OpenDocument copies."""
    for number, (name, _, cells, _) in enumerate(workbook_corpus.read(path) if path else ()):
        neighbours = list(path.parent.glob(f"{path.stem}.xlsx*.{number}.csv"))
        if neighbours:
            assert texts(cells) == csv_cells(neighbours[0]), name


def texts(cells):
    return {place: number_or_text(text) for place, (_, text) in cells.items()}


def csv_cells(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {(row, column): number_or_text(text)
                for row, fields in enumerate(csv.reader(lines), 1)
                for column, text in enumerate(fields, 1) if text}


def number_or_text(text):
    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return text
