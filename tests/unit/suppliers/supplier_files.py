"""The fixtures of tests/fixtures/suppliers, and what `quittance check` makes of them.

A folder for each row PA-01 … PA-26 of what suppliers send; its expected.json has a case by name:
`file` (or `made`: a function here that writes it), `profile` (profile.toml), `columns` and `lines`,
`amount`, and where there are any `unreadable`, `quarantine` [row, code], `totals` [row, label,
stated, computed], `warnings` [row, code, words…], `headers`, `codes`, `repeated_tickets`, `never`
(words that must not be shown); or `refused` (a code), `row`, `says` [word].
"""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SUPPLIERS = ROOT / "tests" / "fixtures" / "suppliers"
BINARY = Path(os.environ.get("QUITTANCE_BIN") or (
    ROOT / "build" / "release" / "connector" / "quittance"))
NUMBERS = {"quantity", "price", "amount"}
CHECK_SECONDS = 60

sys.path.append(str(SUPPLIERS))

import make  # noqa: E402 - the path is set above


def cases():
    """[(PA id, case's name, case)] of all folders."""
    return [(folder.parent.name, name, case)
            for folder in sorted(SUPPLIERS.glob("PA-*/expected.json"))
            for name, case in json.loads(folder.read_text("utf-8")).items()]


def check(path, profile, *more):
    """(lines, report) of the real program."""
    done = subprocess.run([BINARY, "check", path, "--profile", profile, "--json", *more],
                          capture_output=True, check=False, timeout=CHECK_SECONDS)
    assert done.returncode in (0, 1), done.stderr.decode(errors="replace")
    objects = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n")
               if line.startswith("{")]
    return objects[:-1], objects[-1]


def propose(path):
    """(profile as TOML or "", doubts as sentences) that the real program proposes for a file."""
    done = subprocess.run([BINARY, "propose", path, "--json"], capture_output=True, check=False,
                          timeout=CHECK_SECONDS)
    assert done.returncode in (0, 1), done.stderr.decode(errors="replace")
    report = json.loads(done.stdout.decode("utf-8").split("\n")[0])
    return report.get("toml", ""), [problem["message"] for problem in report["problems"]]


def changed(toml, changes):
    """The profile with other values of its plain fields."""
    kept = [line for line in toml.split("\n") if line.split(" = ")[0] not in changes]
    return "\n".join([*(f"{name} = {json.dumps(value)}" for name, value in changes.items()), *kept])


def file_of(pa, case, folder):
    """The case's file; one that is not kept is made in `folder`."""
    if "made" in case:
        path = folder / f"{case['made']}.xlsx"
        {"zip_bomb": make.zip_bomb}[case["made"]](path)
        return path
    return SUPPLIERS / pa / case["file"]


def profile_of(pa, case):
    return SUPPLIERS / pa / case.get("profile", "profile.toml")


def differences(case, lines, report):
    """What the program said otherwise than expected, as sentences; none when all is right."""
    if "refused" in case:
        return _refusal(case, report)
    told = []
    if not report.get("readable"):
        return [f"refused: {report['problems']}"]
    ours = [[value(line, name) for name in case["columns"]] for line in lines]
    theirs = [values(case["columns"], line) for line in case["lines"]]
    told += _compare("lines", theirs, ours)
    told += _compare("quarantine", case.get("quarantine", []),
                     [[line["row"], line["problem"]] for line in lines if line["problem"]])
    told += _compare("totals", [[row, label, Decimal(stated), computed]
                                for row, label, stated, computed in case.get("totals", [])],
                     [[one["row"], one["label"], Decimal(one["stated"]), one["computed"]]
                      for one in report["totals"]])
    told += _warnings(case.get("warnings", []), report["warnings"])
    told += _compare("unreadable", case.get("unreadable", 0), report["unreadable"])
    told += _compare("amount", case["amount"], report["amount"])
    told += _compare("count", len(case["lines"]), report["lines"])
    for name in ("headers", "codes", "repeated_tickets"):
        if name in case:
            told += _compare(name, case[name], report[name])
    whole = json.dumps([lines, report], ensure_ascii=False)
    told += [f"{word} is shown" for word in case.get("never", []) if word in whole]
    return told


def _refusal(case, report):
    problem, = report["problems"]
    told = _compare("readable", False, report.get("readable", False))
    told += _compare("refused", case["refused"], problem["code"])
    if "row" in case:
        told += _compare("row", case["row"], problem["row"])
    return told + [f"{word} is not in: {problem['message']}" for word in case.get("says", [])
                   if word not in problem["message"]]


def _warnings(expected, warnings):
    told = _compare("warnings", [one[:2] for one in expected],
                    [[one.get("row", 0), one["code"]] for one in warnings])
    return told + [f"{word} is not in: {shown['message']}"
                   for one, shown in zip(expected, warnings, strict=False) for word in one[2:]
                   if word not in shown["message"]]


def _compare(what, expected, seen):
    return [] if expected == seen else [f"{what}: expected {expected}, seen {seen}"]


def value(line, name):
    """What the program read there, so that it can be compared."""
    return _plain(name, line[name])


def values(columns, line):
    """The same of an expected line."""
    return [_plain(name, one) for name, one in zip(columns, line, strict=True)]


def _plain(name, value):
    return Decimal(value) if name in NUMBERS and value else value
