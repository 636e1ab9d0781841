"""`run import`: reading and checking a supplier's file, against Python's own readers.

The same file, the same checks, each in a process of its own, one after the other and several times
over; the shortest time of each counts. All must find the same number of lines and the same sum.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .lab import CONNECTOR, say

HERE = Path(__file__).resolve().parent
BINARY = os.environ.get("QUITTANCE_BIN") or CONNECTOR
SERVICES = ("Lavage", "Repassage", "Nettoyage villa", "Linge de lit", "Serviettes")
HEADER = ("Ticket", "Date", "ID client", "Type", "Quantité", "Prix", "Montant", "Remarque")
PROFILE = """format = "{format}"
charset = "utf-8"
delimiter = ";"
decimal_mark = ","
date_format = "DD/MM/YYYY"
header_row = 1
ticket_names = "line"
period_rule = "date"
[columns]
ticket = "Ticket"
date = "Date"
client = "ID client"
service = "Type"
quantity = "Quantité"
price = "Prix"
amount = "Montant"
comment = "Remarque"
"""


def run(lines, rows, rounds):
    """The benchmark's JSON object; see README.md for its keys."""
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        folder = Path(folder)
        say(f"a text of {lines:,} lines")
        text = _compare(folder, _text(folder, lines), "csv", "peer_csv.py", rounds)
        say(f"a workbook of {rows:,} rows")
        book = _compare(folder, _workbook(folder, rows), "spreadsheet", "peer_openpyxl.py", rounds)
    return {
        "lines": lines, "rows": rows, "csv": text, "workbook": book,
        "ratio_vs_python_csv": text["ratio"], "ratio_vs_openpyxl": book["ratio"],
        "peak_mb": text["peak_mb"], "sums_identical": text["identical"] and book["identical"],
    }


def _services(count):
    chance = random.Random(20261101)
    for number in range(count):
        quantity, cents = chance.randint(1, 40), chance.randint(50, 9999)
        yield (f"T{number:07d}", chance.randint(1, 31), f"C-{chance.randint(100, 399)}",
               chance.choice(SERVICES), quantity, cents, "livré" if number % 7 == 0 else "")


def _amount(cents):
    return f"{cents // 100},{cents % 100:02d}"


def _text(folder, count):
    path = folder / "services.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(HEADER) + "\r\n")
        for ticket, day, client, service, quantity, cents, note in _services(count):
            file.write(f"{ticket};{day:02d}/10/2026;{client};{service};{quantity};{_amount(cents)};"
                       f"{_amount(quantity * cents)};{note}\r\n")
    return path


def _workbook(folder, count):
    from datetime import date
    from decimal import Decimal

    from openpyxl import Workbook

    path = folder / "services.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Octobre")
    sheet.append(HEADER)
    for ticket, day, client, service, quantity, cents, note in _services(count):
        sheet.append((ticket, date(2026, 10, day), client, service, quantity,
                      Decimal(cents) / 100, Decimal(quantity * cents) / 100, note))
    book.save(path)
    return path


def _compare(folder, path, form, peer, rounds):
    profile = folder / "profile.toml"
    profile.write_text(PROFILE.format(format=form), encoding="utf-8")
    ours = [str(BINARY), "check", str(path), "--profile", str(profile), "--json"]
    theirs = [sys.executable, str(HERE / peer), str(path)]
    seconds = {"quittance": [], "peer": []}
    for _round in range(rounds):
        taken, answer = _timed(theirs)
        seconds["peer"].append(taken)
        taken, report = _timed(ours)
        seconds["quittance"].append(taken)
        say(f"{seconds['quittance'][-1]:.2f} s against {seconds['peer'][-1]:.2f} s")
    best = {name: min(all_of) for name, all_of in seconds.items()}
    return {
        "seconds": {name: round(value, 3) for name, value in best.items()},
        "ratio": round(best["peer"] / best["quittance"], 2),
        "peak_mb": round(report["peak"]["own_mb"] + report["peak"]["reading_mb"], 1),
        "peer_peak_mb": round(answer["peak_mb"], 1),
        "identical": (report["lines"], report["amount"], report["lines_with_problems"])
        == (answer["lines"], answer["amount"], answer["problems"]),
    }


def _timed(command):
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.monotonic() - begin, json.loads(done.stdout.splitlines()[-1])
