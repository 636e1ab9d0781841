"""The corpus' workbooks and what our reader makes of them (tests/tools/dump_workbook.cpp)."""

import decimal
import json
import os
import pathlib
import subprocess

import shared_data

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("QUITTANCE_BIN") or (
    ROOT / "build" / "release" / "connector" / "quittance"))
DUMP = BINARY.parents[1] / "tests" / "dump_workbook"


def workbooks(*endings):
    """The corpus' files that end so, as `shared_data.files` gives them."""
    return shared_data.files("xlsx/sheetjs", *(f"*{ending}" for ending in endings))


def read(path):
    """Our reading: [(sheet, hidden, {(row, column): (kind, text)}, hidden rows)], 1-based."""
    done = subprocess.run([DUMP, path], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{path}: {done.stdout[-500:]}{done.stderr}"
    sheets = []
    for line in map(json.loads, done.stdout.splitlines()):
        if "sheet" in line:
            sheets.append((line["sheet"], line["hidden"], {}, set()))
        for column, (kind, text) in enumerate(line.get("cells", ()), 1):
            if (kind, text) != ("text", ""):
                sheets[-1][2][line["row"], column] = (kind, text)
        if line.get("hidden") and "row" in line:
            sheets[-1][3].add(line["row"])
    return sheets


def differences(ours, theirs):
    """Cells that differ, as sentences; both {(row, column): (kind, text)}.

    Theirs may have None for any text, and a Decimal for a number: the exact value of a float.
    """
    return [f"row {place[0]} column {place[1]}: {ours.get(place)} here, {theirs.get(place)} there"
            for place in sorted(ours.keys() | theirs.keys())
            if not _same(ours.get(place), theirs.get(place))]


def _same(ours, theirs):
    if not ours or not theirs or ours[0] != theirs[0]:
        return ours == theirs
    if isinstance(theirs[1], decimal.Decimal):
        return _same_number(ours[1], theirs[1])
    return theirs[1] is None or ours == theirs


def _same_number(text, exact):
    """Whether a text is a float rounded to 15 digits: 0.1 of the last one is the float's own."""
    number = decimal.Decimal(text)
    digits = len(number.normalize().as_tuple().digits)
    last = decimal.Decimal(1).scaleb(exact.adjusted() - 14)
    return "E" not in text and digits <= 15 and abs(number - exact) <= last * decimal.Decimal("0.6")
