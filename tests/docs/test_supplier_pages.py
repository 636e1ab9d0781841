"""The supplier's two pages name every code that a supplier can see, with the words that it sees."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "odoo_addon" / "quittance" / "models" / "supplier_words.py"
PAGES = {"en": ROOT / "docs" / "supplier.md", "fr": ROOT / "docs" / "supplier.fr.md"}


def said():
    """{code: the title that the portal shows} of supplier_words.WORDS, read without Odoo."""
    for node in ast.parse(WORDS.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "WORDS":
            return {key.value: pair.elts[0].args[0].value
                    for key, pair in zip(node.value.keys, node.value.values, strict=True)}
    raise AssertionError("supplier_words.py has no WORDS")


def rows(page):
    """{code: the words of its row} of the page's last table."""
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \| .+ \|$", page.read_text(), re.M))


@pytest.mark.parametrize("language", PAGES)
def test_each_page_has_every_code_and_no_other(language):
    assert set(rows(PAGES[language])) == set(said())


def test_the_page_says_it_with_the_portals_words():
    assert rows(PAGES["en"]) == said()


def test_what_the_connector_and_odoo_say_of_files_and_rows_has_words():
    contract = (ROOT / "docs" / "rpc_contract.md").read_text()
    codes = set(re.findall(r"`(\w+)`", re.search(r"^Quarantine codes: (.*)$", contract, re.M)[1]))
    for file in (ROOT / "connector" / "readers").rglob("*.cpp"):
        codes |= set(re.findall(r'(?:UnreadableFile\(?\{|refuse\()"(\w+)"', file.read_text()))
    plan = ROOT / "connector" / "flow" / "import_plan.cpp"
    codes |= set(re.findall(r'warn\("(\w+)"', plan.read_text()))
    assert len(codes) > 25
    assert codes - set(said()) == set()


def test_both_pages_are_linked_and_of_one_page():
    for page in PAGES.values():
        assert len(page.read_text().splitlines()) < 110
    assert "supplier.md" in (ROOT / "README.md").read_text()
