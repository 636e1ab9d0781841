"""The supplier's two pages name every code that a supplier can see, with the words that it sees."""

import ast
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "odoo_addon" / "quittance" / "models" / "supplier_words.py"
PAGES = {"en": ROOT / "docs" / "supplier.md", "fr": ROOT / "docs" / "supplier.fr.md"}


ADDON = ROOT / "odoo_addon" / "quittance"
# Where the sentences stand that the pages, the letter and the upload show besides the codes.
SAYING = ("models/file_portal.py", "models/file_portal_view.py", "controllers/portal_files.py")
# Of a file that came again by another way, in its messages; and one that `_make_way` says.
NOT_SHOWN = {"It came again: to be read again."}
ELSEWHERE = {"%(file)s was corrected already by %(later)s: correct that one."}
PLACEHOLDER = re.compile(r"%(?:\\\(\w+\\\))?s")


def sentences():
    """What the code says to a supplier in whole sentences, read without Odoo."""
    found = set(ELSEWHERE)
    for path in SAYING:
        for call in ast.walk(ast.parse((ADDON / path).read_text())):
            name = getattr(call, "func", None)
            if getattr(name, "attr", getattr(name, "id", "")) == "_" and call.args:
                text = getattr(call.args[0], "value", "")
                found |= {text} if isinstance(text, str) and text.endswith(".") else set()
    return found - NOT_SHOWN


def french():
    return {entry.msgid: entry.msgstr
            for entry in polib.pofile(ADDON / "i18n" / "fr.po")}


def shows(page, sentence):
    """Does the page show the sentence, with anything where its values stand?"""
    return re.search(PLACEHOLDER.sub(r"[^|·]+?", re.escape(sentence)), page)


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
    assert set(rows(PAGES[language])) == {*said(), "other"}


def test_the_page_says_it_with_the_portals_words():
    assert {code: words for code, words in rows(PAGES["en"]).items() if code != "other"} == said()


def test_each_page_has_every_other_sentence():
    assert len(sentences()) > 25
    translated = french()
    for language, page in PAGES.items():
        text = page.read_text()
        missing = [one for one in sorted(sentences())
                   if not shows(text, one if language == "en" else translated[one])]
        assert missing == [], language


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
