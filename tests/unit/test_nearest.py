"""What is near to a mistyped code, by the addon's own pure module."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[2] / "odoo_addon" / "quittance" / "models" / "nearest.py"
SPEC = importlib.util.spec_from_file_location("nearest", PATH)
nearest = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(nearest)

CLIENTS = [(1, "C-104", "Villa Corossol"), (2, "C-140", "Villa Lurin"), (3, "C-909", "Hôtel Éden"),
           (4, "00123", "Case Gouverneur"), (5, "DOR", "Villa Flamands")]


@pytest.fixture(name="near", scope="module")
def _near():
    return nearest.Nearest(CLIENTS)


@pytest.mark.parametrize(("text", "first"), [
    ("C-1O4", 1), ("c 104", 1), ("C-9X9", 3), ("123", 4), ("hotel eden", 3), ("D0R", 5),
    ("VILLA LURIN", 2)])
def test_the_code_that_was_meant_comes_first(near, text, first):
    assert near.find(text)[0] == first


@pytest.mark.parametrize("text", ["", "  ", "????", "ZZZZZZ"])
def test_what_is_like_nothing_suggests_nothing(near, text):
    assert near.find(text) == []


def test_what_is_meant_for_certain_stands_alone(near):
    assert near.find("C-1O4") == [1]


def test_at_most_three_and_always_the_same(near):
    found = near.find("C-10")
    assert 1 <= len(found) <= 3
    assert found == nearest.Nearest(reversed(CLIENTS)).find("C-10")


def test_what_the_connector_named_is_one_entry_or_none():
    twins = nearest.Nearest([*CLIENTS, (6, "DOR", "Another")])
    assert twins.named("C-104 Villa Corossol") == [1]
    assert twins.named("DOR") == []
    assert twins.find("D0R", first=twins.named("C-140"))[0] == 2
