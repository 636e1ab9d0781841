"""The peer: openpyxl in read-only mode reads and checks a workbook. Prints one JSON object."""

import json
import resource
import sys
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from openpyxl import load_workbook

CENT = Decimal("0.01")


def number(value):
    """A cell's number as it is shown, to 15 digits."""
    return Decimal(f"{value:.15g}")


def main(path):
    """Read all of it: numbers, dates, price × quantity, tickets that come twice, the sum."""
    seen, lines, total, problems = set(), 0, Decimal(0), 0
    rows = load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(
        values_only=True)
    place = {name: at for at, name in enumerate(next(rows))}
    ticket, day, client, service, quantity, price, amount = (
        place[name] for name in ("Ticket", "Date", "ID client", "Type", "Quantité", "Prix",
                                 "Montant"))
    for row in rows:
        lines += 1
        stated = number(row[amount]).quantize(CENT, ROUND_HALF_UP)
        computed = (number(row[price]) * number(row[quantity])).quantize(CENT, ROUND_HALF_UP)
        wrong = not isinstance(row[day], datetime) or not (row[client] and row[service])
        if computed != stated or row[ticket] in seen or wrong:
            problems += 1
        seen.add(row[ticket])
        total += stated
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"lines": lines, "amount": f"{total:.2f}", "problems": problems,
                      "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
