"""Public CSV files, cell by cell: csv-spectrum against its JSON, clevercsv against Python's csv."""

import csv
import json
import subprocess

import pytest
import shared_data

import supplier_files as files

# What Python calls a dialect and a profile spells out: delimiter, quote, escape.
DIALECTS = {"airedale": (",", '"', ""), "imdb": (",", "", "\\"), "milk": ("\t", '"', "")}
# The corpus' own slip: the CSV's bytes say 2095257564, the JSON beside it another number.
SLIPS = {"location_coordinates": {"Contact Phone Number": "2095257564"}}


def charset_of(path):
    """These files name none: utf-8 where that fits."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def cells(path, folder, delimiter, quote, escape):
    """All records of the file as our reader cuts them."""
    profile = folder / "profile.toml"
    marks = {"delimiter": delimiter, "quote": quote, "escape": escape, "charset": charset_of(path)}
    profile.write_text("".join(f"{name} = {json.dumps(mark)}\n" for name, mark in marks.items()),
                       "utf-8")
    done = subprocess.run([files.BINARY, "check", path, "--profile", profile, "--cells"],
                          capture_output=True, check=False, timeout=files.CHECK_SECONDS)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["cells"] for line in done.stdout.decode("utf-8").split("\n")
            if line.startswith("{")]


@pytest.mark.parametrize("path", shared_data.files("csv/csv-spectrum/csvs", "*.csv"),
                         ids=shared_data.name_of)
def test_csv_spectrum(path, tmp_path):
    if not path:
        return
    written = path.parents[1] / "json" / f"{path.stem}.json"
    told = json.loads(written.read_bytes().decode(charset_of(written)))
    header, *rows = cells(path, tmp_path, ",", '"', "")
    ours = [dict(zip(header, row, strict=True)) for row in rows]
    assert ours == [{**one, **SLIPS.get(path.stem, {})}
                    for one in (told if isinstance(told, list) else [told])]


@pytest.mark.parametrize("path", shared_data.files("csv/clevercsv", "*.csv"),
                         ids=shared_data.name_of)
def test_clevercsv(path, tmp_path):
    if not path:
        return
    delimiter, quote, escape = DIALECTS[path.stem]
    with path.open(encoding=charset_of(path), newline="") as file:
        theirs = [row or [""] for row in csv.reader(
            file, delimiter=delimiter, quotechar=quote or None, escapechar=escape or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE)]
    ours = cells(path, tmp_path, delimiter, quote, escape)
    assert len(ours) > 50
    assert ours == theirs
