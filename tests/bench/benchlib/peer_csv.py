"""The peer: Python's csv and decimal read and check a supplier's file. Prints one JSON object."""

import csv
import json
import resource
import sys
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def number(text):
    """A decimal written with a comma."""
    return Decimal(text.replace(",", "."))


def main(path):
    """Read all of it: numbers, dates, price × quantity, tickets that come twice, the sum."""
    seen, lines, total, problems = set(), 0, Decimal(0), 0
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        place = {name: at for at, name in enumerate(next(rows))}
        ticket, day, client, service, quantity, price, amount = (
            place[name] for name in ("Ticket", "Date", "ID client", "Type", "Quantité", "Prix",
                                     "Montant"))
        for row in rows:
            lines += 1
            stated = number(row[amount])
            computed = (number(row[price]) * number(row[quantity])).quantize(CENT, ROUND_HALF_UP)
            written = row[day]
            date(int(written[6:]), int(written[3:5]), int(written[:2]))
            if computed != stated or row[ticket] in seen or not (row[client] and row[service]):
                problems += 1
            seen.add(row[ticket])
            total += stated
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"lines": lines, "amount": f"{total:.2f}", "problems": problems,
                      "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
