"""PA-17: a million lines are read and checked in little memory."""

import json
import subprocess

import supplier_files as files

CLIENTS = 300
MEMORY_MAX_MB = 64
BLOCK = 10_000


def many_lines(path, lines):
    """Tickets of so many lines: quantities of 1 to 10 in turn, each at 10.00."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Ticket;Date;Client;Prestation;Quantité;Prix\n")
        for first in range(0, lines, BLOCK):
            file.write("".join(
                f"T-{number};{number % 28 + 1:02d}/10/2026;C-{number % CLIENTS};S-{number % 7};"
                f"{number % 10 + 1};10,00\n" for number in range(first, first + BLOCK)))


def test_pa_17_a_million_lines(tmp_path):
    case, = (case for pa, _name, case in files.cases() if pa == "PA-17")
    path = tmp_path / "many.csv"
    many_lines(path, case["count"])
    # By way of a shell: a process begins with the memory peak of the one that it was forked from.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit "$?"', "sh", files.BINARY, "check", path, "--profile",
         files.profile_of("PA-17", case), "--json"],
        capture_output=True, check=True, timeout=files.CHECK_SECONDS)
    report = json.loads(done.stdout.splitlines()[-1])
    for name in ("headers", "amount"):
        assert report[name] == case[name]
    assert (report["lines"], report["unreadable"], report["codes"]) == (case["count"], 0, {})
    assert sum(report["peak"].values()) < MEMORY_MAX_MB, report["peak"]
