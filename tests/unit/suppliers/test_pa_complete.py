"""Every row of what suppliers send (PA-01 … PA-26) has a fixture, and a test that names it."""

import os
import re
from pathlib import Path

import supplier_files as files

ALL = {f"PA-{number:02d}" for number in range(1, 27)}
# What only a database can show: these have a test there too.
IN_ODOO = {"PA-05", "PA-06", "PA-07", "PA-10", "PA-11", "PA-12", "PA-13", "PA-14", "PA-16", "PA-17",
           "PA-22", "PA-23", "PA-24", "PA-25", "PA-26"}
END_TO_END = files.ROOT / "tests" / "e2e"
FACTS = Path(os.environ.get("QUITTANCE_FACTS", files.ROOT.parent / "shared" / "facts")) / "files.md"


def test_the_list_is_that_of_the_facts():
    if FACTS.is_file():
        assert set(re.findall(r"^\| (PA-\d\d) \|", FACTS.read_text("utf-8"), re.MULTILINE)) == ALL


def test_each_has_a_fixture():
    assert {folder.name for folder in files.SUPPLIERS.glob("PA-*")} == ALL


def test_each_has_a_test_of_its_reading():
    assert {pa for pa, _name, _case in files.cases()} == ALL


def test_what_needs_odoo_has_a_test_there():
    text = "".join(path.read_text("utf-8") for path in END_TO_END.glob("test_pa_*.py"))
    named = re.findall(r"^def test_pa_(\d\d)_", text, re.MULTILINE)
    assert {f"PA-{number}" for number in named} >= IN_ODOO


def test_each_file_is_read_by_a_case():
    read = {files.SUPPLIERS / pa / case["file"] for pa, _name, case in files.cases()
            if "file" in case}
    read |= {files.profile_of(pa, case) for pa, _name, case in files.cases()}
    kept = {path for path in files.SUPPLIERS.glob("PA-*/*") if path.name != "expected.json"}
    assert kept - read == set()
