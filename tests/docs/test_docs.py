"""The documentation is true: links lead somewhere, named tests exist, every code has its line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/**/README.md")])
OPERATE = (ROOT / "docs" / "operate.md").read_text()
PROTOCOL = ROOT / "odoo_addon" / "quittance" / "protocol"
MODELS = ROOT / "odoo_addon" / "quittance" / "models"
ADDON_TESTS = ROOT / "odoo_addon" / "quittance" / "tests"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
TEST = re.compile(r"`((?:[\w/]+/)?\w+\.(?:py|cpp))::(\w+)`")


def name(page):
    return str(page.relative_to(ROOT))


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def broken_links(page):
    found = []
    for target in LINK.findall(re.sub(r"```.*?```", "", page.read_text(), flags=re.S)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        if not other.exists() or (anchor and anchor not in anchors(other.read_text())):
            found.append(target)
    return found


def missing_tests(text):
    """Tests that a page names and that nobody wrote."""
    found = []
    for file, test in TEST.findall(text):
        path = ROOT / file if "/" in file else ADDON_TESTS / file
        wanted = rf"def {test}\(" if file.endswith(".py") else rf"TEST\w*\(\w+, {test}\)"
        if not path.exists() or not re.search(wanted, path.read_text()):
            found.append(f"{file}::{test}")
    return found


def section(title, text=OPERATE):
    """What stands below a heading, up to the next one."""
    return re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)


def says_what_to_do(state, table):
    """Whether a state has a row whose last cell is not empty."""
    row = re.search(rf"^\| `{state}` \|.*$", table, re.M)
    return bool(row) and bool(row.group(0).split("|")[-2].strip())


def refusals_of_refunds():
    """Codes for which the addon has a sentence against a refund."""
    return re.findall(r'^ +"(\w+)": _\(', (MODELS / "refund_order.py").read_text(), re.M)


def codes_of_our_own(model):
    """Codes that a model gives an outcome which no provider has told; with what both share."""
    return {code for file in [*MODELS.glob(f"{model}*.py"), *MODELS.glob("instruction*.py")]
            for code in re.findall(r'Verdict\(\s*(?:states\.\w+|state|""),\s*"(\w+)"', file.read_text())}


def in_code_marks(code, text=OPERATE):
    return f"`{code}`" in text


def names_of(module, which="STATES"):
    """The states or reasons of one of the addon's pure modules."""
    code = f"import sys; sys.path.insert(0, {str(PROTOCOL.parent)!r}); " \
           f"from protocol import {module} as m; print(*m.{which})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_named_test_exists(page):
    assert missing_tests(page.read_text()) == []


def test_months_names_tests_that_exist():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "months.md").read_text()))
    written = set(re.findall(r"def (test_\w+)\(", "".join(
        one.read_text() for folder in (ADDON_TESTS, ROOT / "tests" / "e2e")
        for one in folder.glob("test_*.py"))))
    assert named and named <= written


def test_money_safety_names_a_test_for_every_promise():
    text = (ROOT / "docs" / "money_safety.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ") and "promise |" not in line]
    assert len(rows) > 20
    without = [row for row in rows if not TEST.search(row) and "months.md" not in row
               and "tests/" not in row]
    assert without == []


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


@pytest.mark.parametrize("state", names_of("states"))
def test_operating_says_what_to_do_in_each_state(state):
    assert says_what_to_do(state, section("States of an attempt"))


@pytest.mark.parametrize("state", names_of("refunds"))
def test_operating_says_what_to_do_in_each_state_of_a_refund(state):
    assert says_what_to_do(state, section("States of a refund"))


def test_operating_says_what_to_do_for_each_reason_against_a_refund():
    codes = {*refusals_of_refunds(), *codes_of_our_own("refund")}
    assert codes > {"too_much", "whole_only", "never_sent", "decided"}
    assert [code for code in codes if not in_code_marks(code, section("States of a refund"))] == []


def test_operating_says_why_an_attempt_ended_or_stays_open():
    codes = codes_of_our_own("attempt")
    assert len(codes) > 4
    assert [code for code in codes if not in_code_marks(code)] == []


@pytest.mark.parametrize("reason", names_of("preflight", "REASONS"))
def test_operating_says_what_to_do_for_each_reason(reason):
    assert in_code_marks(reason)


def test_operating_says_what_to_do_for_each_code_of_the_connector():
    flow = ROOT / "connector" / "flow"
    doctor = re.findall(r'tell\(Weight::\w+, "(\w+)"', (flow / "doctor.cpp").read_text())
    audit = re.findall(r'find\((?:\w+ \? )?"(\w+)"(?: : "(\w+)")?', (flow / "audit.cpp").read_text())
    codes = [*doctor, *(one for pair in audit for one in pair if one)]
    assert len(codes) > 15
    assert [code for code in codes if not in_code_marks(code)] == []


def test_operating_says_what_stops_a_run_a_file_or_a_draft_on_our_side():
    connector = ROOT / "connector"
    found = re.findall(r'return \{"(\w+)",', (connector / "flow" / "collect_plan.cpp").read_text())
    found += re.findall(r'warn\("(\w+)"', (connector / "flow" / "import_plan.cpp").read_text())
    for file in ("domain/draft_plan.cpp", "flow/draft.cpp"):
        found += re.findall(r'"(month_\w+|more_lines)"', (connector / file).read_text())
    for file in (connector / "readers").rglob("*.cpp"):
        found += re.findall(r'"((?:file|header|period)_\w+)"', file.read_text())
    assert len(set(found)) > 12
    assert [code for code in set(found) if not in_code_marks(code)] == []


def test_operating_says_what_each_quarantine_code_means():
    contract = (ROOT / "docs" / "rpc_contract.md").read_text()
    line = re.search(r"^Quarantine codes: (.*)$", contract, re.M).group(1)
    codes = re.findall(r"`(\w+)`", line)
    assert len(codes) > 10
    assert [code for code in codes if not in_code_marks(code)] == []


def test_operating_has_every_exit_code():
    codes = re.findall(r"= (\d)", (ROOT / "connector" / "app" / "exit_code.hpp").read_text())
    assert sorted(codes) == ["0", "1", "2", "3", "4"]
    assert all(re.search(rf"^\| {code} \|", OPERATE, re.M) for code in codes)


# That these tests can fail.

def test_a_broken_link_and_a_test_that_is_not_there_are_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Head\n[a](nowhere.md) [b](#head) [c](#tail)\n")
    assert broken_links(page) == ["nowhere.md", "#tail"]
    assert missing_tests("`test_ledger.py::test_there_is_one_ledger`, `test_ledger.py::test_no`"
                         ) == ["test_ledger.py::test_no"]
    assert not in_code_marks("failed_before", "failed_before without marks")


def test_a_state_without_its_row_or_without_advice_is_found():
    page = ("## States of a refund\n| `done` | the client has it | — | |\n"
            "## Others\n| `failed` | x | y | z |\n")
    table = section("States of a refund", page)
    assert not says_what_to_do("done", table)
    assert not says_what_to_do("failed", table)
    assert says_what_to_do("failed", page)
