"""The sentences that the addon translates are those that the connector and the addon write."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = ROOT / "odoo_addon" / "quittance" / "models" / "line_reason.py"
WRITERS = [ROOT / "connector" / "flow" / "import_plan.cpp",
           ROOT / "connector" / "domain" / "free_line.hpp",
           ROOT / "connector" / "domain" / "repeats.hpp",
           *sorted((ROOT / "connector" / "readers" / "services").glob("*.cpp")),
           ROOT / "odoo_addon" / "quittance" / "models" / "review_reasons.py",
           ROOT / "odoo_addon" / "quittance" / "models" / "file_close.py"]


def _sentences():
    calls = (node for node in ast.walk(ast.parse(TRANSLATED.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_lt")
    return [ast.literal_eval(call.args[0]) for call in calls]


def _written():
    """What the writers say, with literals that are written on two lines put together."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in WRITERS)
    return re.sub(r'"\s*\n\s*"', "", text)


@pytest.mark.parametrize("sentence", _sentences())
def test_every_translated_sentence_is_written_somewhere(sentence):
    written = _written()
    parts = [part.strip(" '") for part in re.split(r"%(?:\(\w+\))?s", sentence)]
    assert [part for part in parts if part not in written] == []
