"""Every sentence that the connector's readers say has its words in the addon, and the other way."""

import ast
import re

import pytest

import cpp_sentences as cpp

MODELS = cpp.ROOT / "odoo_addon" / "quittance" / "models"
READERS = [*sorted((cpp.CONNECTOR / "readers").rglob("*.[ch]pp")),
           *(cpp.CONNECTOR / "flow" / name
             for name in ("check.cpp", "import.cpp", "import_plan.cpp", "preview.cpp")),
           *(cpp.CONNECTOR / "domain" / name
             for name in ("control_issue.hpp", "free_line.hpp", "repeats.hpp"))]
# Said within brackets as a detail for the operator, and shown as it is.
DETAILS = ("FrameError", "syntax_error")


def sentences_of(name):
    """The texts in a module's lists: {list: [sentence]}."""
    tree = ast.parse((MODELS / name).read_text("utf-8"))
    return {node.targets[0].id: [ast.literal_eval(call.args[0]) for call in ast.walk(node.value)
                                 if isinstance(call, ast.Call) and call.func.id == "_lt"]
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)}


WORDS = sentences_of("reader_words.py")
PARTS = sentences_of("reader_details.py")["PARTS"]
SENTENCES = [*sentences_of("line_reason.py")["SENTENCES"], *WORDS["WARNINGS"], *WORDS["DOUBTS"],
             *WORDS["REFUSALS"]]


def pattern_of(sentence):
    text = re.sub(r"%(?:\\\(\w+\\\))?s", "(.*)", re.escape(sentence))
    return re.compile(text, re.DOTALL)


PATTERNS = [pattern_of(sentence) for sentence in [*SENTENCES, *PARTS]]


def said():
    """{sentence with § for values: where} of all that the readers say."""
    found = {}
    for path in READERS:
        text = cpp.without_comments(path.read_text("utf-8"))
        for call in cpp.CALLS.finditer(text):
            if call[1] in DETAILS:
                continue
            for argument in cpp.flat(cpp.arguments(text, call.end())):
                for sentence in cpp.said(argument):
                    if " " in sentence.strip(cpp.VALUE + " "):
                        found[sentence] = path.relative_to(cpp.ROOT)
    return found


SAID = said()


def test_the_sentences_are_found_at_all():
    assert len(SAID) > 140
    assert {"The file is empty.", "Line § has no column '§'. Check the profile's columns, delimiter "
            "and header line.", "The file is a text, but the profile expects JSON. Choose another "
            "profile, or change its format.", "a byte is not §; check the profile's charset"} <= {*SAID}


@pytest.mark.parametrize("sentence", SAID)
def test_what_a_reader_says_has_its_words_in_odoo(sentence):
    quoted = sentence.replace(cpp.VALUE, f"'{cpp.VALUE}'", 1)  # some values bring their quotes
    assert any(pattern.fullmatch(text) for pattern in PATTERNS for text in (sentence, quoted)), \
        SAID[sentence]


@pytest.mark.parametrize("sentence", [*WORDS["WARNINGS"], *WORDS["DOUBTS"], *WORDS["REFUSALS"], *PARTS])
def test_words_in_odoo_are_said_by_a_reader(sentence):
    if any(pattern_of(sentence).fullmatch(text) for text in SAID):
        return
    text = re.sub(r'"\s*\n?\s*"', "", "\n".join(
        cpp.without_comments(path.read_text("utf-8")) for path in READERS + [
            cpp.CONNECTOR / "domain" / "profile.hpp"]).replace('\\"', "”"))
    pieces = [piece.strip(" .'\"") for piece in re.split(r"%\(\w+\)s", sentence.replace('"', "”"))]
    assert [piece for piece in pieces if piece.strip("”") not in text] == []


def test_general_words_come_after_the_ones_that_say_more():
    """`Line §: …` would take every sentence that begins like it."""
    for number, sentence in enumerate(SENTENCES):
        filled = re.sub(r"%\((\w+)\)s|%s", "x", sentence)
        first = next(at for at, other in enumerate(SENTENCES) if pattern_of(other).fullmatch(filled))
        assert first == number, f"{SENTENCES[first]} takes {sentence}"


@pytest.mark.parametrize(("code", "expected"), [
    ('"plain"', ["plain"]),
    ('"a " + name + " b"', ["a § b"]),
    ('"one "\n   "two"', ["one two"]),
    ('(ok ? "yes" : "no way") + std::string(" x")', ["yes x", "no way x"]),
    (r'"a \"b\" – €"', ['a "b" – €']),
    ("call(1, 2)", ["§"]),
])
def test_expressions_are_taken_apart(code, expected):
    assert cpp.said(code) == expected
