"""The sentences that the connector's C++ says about files, with § where a value goes.

Not a compiler: it finds the calls by which a reader complains, takes their arguments apart at the
commas and the plus signs, and puts the literals together. Both ends of a `? :` are taken.
"""

import re
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONNECTOR = ROOT / "connector"
VALUE = "§"
# What says something about a file: its name, and which of its arguments is the sentence.
CALLS = re.compile(
    r"\b(fail|refuse|refuse_at|note|doubt|broken|no_workbook|too_large|encrypted|empty|sheet_trouble"
    r"|UnreadableFile|CharsetError|push_back|Issue|emplace_back|invalid_argument|warn|trouble"
    r"|FrameError|kill|stopped|too_deep|wrong)\s*(?=[({])")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*")', re.DOTALL)
CLOSING = {"(": ")", "{": "}", "[": "]"}


def without_comments(text):
    return COMMENT.sub(lambda found: found[1] or "", text)


def arguments(text, begin):
    """The arguments of the call whose bracket opens at `begin`."""
    parts, open_brackets, at, start = [], [], begin, begin + 1
    while at < len(text):
        literal = LITERAL.match(text, at)
        if literal:
            at = literal.end()
            continue
        char = text[at]
        if char in CLOSING:
            open_brackets.append(CLOSING[char])
        elif open_brackets and char == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                parts.append(text[start:at])
                return parts
        elif char == "," and len(open_brackets) == 1:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return parts


def flat(parts):
    """The arguments, those of a list in braces one by one."""
    for part in parts:
        inner = part.strip()
        if inner.startswith("{"):
            yield from flat(arguments(inner, 0))
        else:
            yield part


def divided(text, sign):
    """The text divided at a sign that stands outside of brackets and literals."""
    parts, depth, at, start = [], 0, 0, 0
    while at < len(text):
        literal = LITERAL.match(text, at)
        if literal:
            at = literal.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
        elif not depth and text.startswith(sign, at) and text[at - 1:at + 2] not in ("++", "+="):
            parts.append(text[start:at])
            start = at + len(sign)
        at += 1
    return [*parts, text[start:]]


def said(expression):
    """What an expression can come to: literals as they are, values as §."""
    text = expression.strip().replace("std::", "")
    alternatives = divided(text, "?")
    if len(alternatives) == 2:
        ends = divided(alternatives[1], ":")
        if len(ends) == 2:
            return [one for end in ends for one in said(end)]
    sums = divided(text, "+")
    if len(sums) > 1:
        return ["".join(parts) for parts in product(*(said(part) for part in sums))]
    wrapped = re.fullmatch(r"(?:string|string_view|move)?\s*\((.*)\)|(.*?)(?:sv|s)?", text,
                           re.DOTALL)
    inner = wrapped[1]
    if inner is not None and '"' in inner:
        return said(inner)
    literals = LITERAL.findall(text)
    if literals and not LITERAL.sub("", text).strip(" \n\tsv"):
        return [bytes("".join(literals), "utf-8").decode("unicode_escape")
                .encode("latin-1").decode("utf-8")]
    return [VALUE]
