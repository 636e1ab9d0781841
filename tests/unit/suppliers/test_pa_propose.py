"""A first profile from each file that suppliers send (PA-01 … PA-26): what it reads is right, or a
doubt tells a person what to decide, and with that decision it is right.
"""

import pytest

import supplier_files as files

# Profiles that say otherwise than the file itself: nobody would be proposed them.
CONTRARY = {
    ("PA-03", "francs"): "the company's currency is proposed, and the file has another",
    ("PA-18", "cut-off-before-its-total"): "no row of the file is a total",
    ("PA-11", "words"): "which words mean a credit says the supplier",
    ("PA-11", "credits-only"): "which words mean a credit says the supplier",
    ("PA-23", "in-figures"): "a card's number among the prices leaves their marks in doubt",
    ("PA-09", "month-first"): "13/04 proves that the day stands first",
    ("PA-09", "neither"): "the file has no such dates",
}
DAY_FIRST = ({"date_format": "DD/MM/YYYY"}, "no day of the sample is after the 12th")
# What a person decides: {field: value}, and the doubt that asks for it.
DECIDED = {
    ("PA-03", "no-thousands"): ({"thousands_mark": ""}, "not '1.234': check the decimal mark"),
    ("PA-07", "week-1"): DAY_FIRST,
    ("PA-07", "correction"): DAY_FIRST,
    ("PA-07", "week-2"): DAY_FIRST,
    ("PA-08", "serial-1900"): ({"date_format": "serial"}, "46296 is 2026-10-01 as 'serial'"),
    ("PA-08", "serial-1904"): ({"date_format": "serial-1904"}, "2026-10-01 as 'serial-1904'"),
    ("PA-08", "short"): ({"date_format": "DD/MM/YY"}, "no day of the sample is after the 12th"),
    ("PA-13", "free"): ({"zero_price": "free"}, "There are lines without a price"),
    ("PA-13", "json"): ({"zero_price": "free"}, "There are lines without a price"),
    ("PA-21", "second"): ({"sheet": "#2"}, "Several sheets hold values"),
    ("PA-21", "hidden-sheet"): ({"sheet": "#3"}, "Several sheets hold values"),
    ("PA-21", "open-document-second"): ({"sheet": "#2"}, "Several sheets hold values"),
    ("PA-21", "open-document-hidden-sheet"): ({"sheet": "#3"}, "Several sheets hold values"),
}
# What is proposed is no proof either, and says so.
DOUBTED = {
    ("PA-02", "windows-1252"): "look like windows-1252",
    ("PA-02", "latin-9"): "look like iso-8859-15",
    ("PA-03", "shifted"): "more cells than the header has names",
    ("PA-12", "tickets"): "more than once with the same service",
    ("PA-12", "orders"): "documents of several services",
    ("PA-14", "without-tax"): "whether prices include tax",
    ("PA-20", "sections"): "'Done' holds dates",
    ("PA-21", "named"): "'Octobre' is shown",
    ("PA-21", "open-document-named"): "'Octobre' is shown",
    ("PA-25", "filename"): "taken from the file's name",
    ("PA-25", "previous"): "from the file's name",
}
CASES = [one for one in files.cases()
         if one[2].get("made") != "many_lines" and one[:2] not in CONTRARY]
READ = [one for one in CASES if "refused" not in one[2]]
REFUSED = [one for one in CASES if one[0] == "PA-18" and "refused" in one[2]
           and one[1] != "header-only"]  # a header alone is enough for a proposal
# Decisions about single values: without them a line shows a problem.
OF_VALUES = [key for key in DECIDED if key[0] not in ("PA-03", "PA-21")]


def named(cases):
    return {"argvalues": cases, "ids": [f"{pa}-{name}" for pa, name, _case in cases]}


@pytest.mark.parametrize(("pa", "name", "case"), **named(READ))
def test_proposal_reads_the_file_as_it_should_be(pa, name, case, tmp_path):
    path = files.file_of(pa, case, tmp_path)
    toml, doubts = files.propose(path)
    changes, words = DECIDED.get((pa, name), ({}, DOUBTED.get((pa, name), "")))
    assert any(words in doubt for doubt in doubts) or not words, doubts
    profile = tmp_path / "profile.toml"
    profile.write_text(files.changed(toml, changes), "utf-8")
    lines, report = files.check(path, profile, "--lines")
    told = files.differences(case, lines, report)
    assert not told, f"{pa} {name}:\n" + "\n".join([*told, *doubts])


@pytest.mark.parametrize(("pa", "name"), OF_VALUES)
def test_what_is_not_decided_is_not_read_wrong(pa, name, tmp_path):
    case = next(one for of, called, one in CASES if (of, called) == (pa, name))
    path = files.file_of(pa, case, tmp_path)
    toml, _doubts = files.propose(path)
    profile = tmp_path / "profile.toml"
    profile.write_text(toml, "utf-8")
    lines, _report = files.check(path, profile, "--lines")
    right = [files.values(case["columns"], line) for line in case["lines"]]
    for line in lines:
        read = [files.value(line, column) for column in case["columns"]]
        assert line["problem"] or read in right, line


@pytest.mark.parametrize(("pa", "name", "case"), **named(REFUSED))
def test_nothing_is_proposed_for_a_file_that_cannot_be_read(pa, name, case, tmp_path):
    path = files.file_of(pa, case, tmp_path)
    toml, doubts = files.propose(path)
    assert toml == "" and len(doubts) == 1, f"{pa} {name}: {doubts}"


def test_no_known_case_is_left_out():
    known = {(pa, name) for pa, name, _case in files.cases()}
    assert {*CONTRARY, *DECIDED, *DOUBTED} <= known
