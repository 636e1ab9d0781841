"""The command line of tests/bench/run."""

import argparse
import json

from . import booking, collecting, draft, night, reading

# What the project promises: of drafting the smaller of the two taxes, with two Odoo workers.
LEAST = {
    "draft": {"ratio_vs_odoo_import": 3, "ratio_vs_one_call_per_invoice": 6},
    "import": {"ratio_vs_python_csv": 4, "ratio_vs_openpyxl": 8},
    "collect": {"ratio_vs_odoo_on_invoice": 6, "ratio_vs_odoo_on_payment": 3.5},
    "book": {"ratio_vs_odoo_on_invoice": 3, "ratio_vs_odoo_on_payment": 1.5},
    "night": {},
}
PEAK_MB = 64


def main():
    """Run one benchmark; 0 when it reaches what is promised, else 1."""
    options = _options()
    result, right = options.run(options)
    least = LEAST[options.benchmark]
    if options.json:
        print(json.dumps(result))
    else:
        _print(result, least, right)
    reached = all(result[key] >= wanted for key, wanted in least.items())
    return 0 if reached and right and result.get("peak_mb", 0) < PEAK_MB else 1


def _draft(options):
    result = draft.run(options.clients, options.lines, options.workers)
    return result, result["totals_identical"]


def _import(options):
    result = reading.run(options.lines, options.rows, options.rounds)
    return result, result["sums_identical"]


def _collect(options):
    result = collecting.run(options.invoices, options.workers, options.delay)
    return result, result["books_identical"]


def _book(options):
    result = booking.run(options.invoices, options.sizes)
    return result, not result["queries_grow"]


def _night(options):
    result = night.run(options.invoices, options.workers, options.declined, options.unknown)
    wrong = ("double", "forgotten", "charged_not_booked", "booked_not_charged")
    return result, (result["adds_up"] and not any(result[key] for key in wrong)
                    and all(result["invariants"].values()))


def _options():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="BENCHMARK", dest="benchmark")

    def command(name, run, text, **numbers):
        """`numbers`: {option: default, or (default, what it is)}."""
        added = commands.add_parser(name, help=text)
        added.add_argument("--json", action="store_true")
        for option, given in numbers.items():
            default, about = given if isinstance(given, tuple) else (given, None)
            added.add_argument(f"--{option}", type=type(default), default=default, help=about)
        added.set_defaults(run=run)
        return added

    command("draft", _draft, "drafting against Odoo's own ways",
            clients=500, lines=(10, "per client"), workers=(2, "of Odoo"))
    command("import", _import, "reading files against Python's readers",
            lines=(1_000_000, "of the text"), rows=(100_000, "of the workbook"), rounds=3)
    command("collect", _collect, "collecting against Odoo's own payments",
            invoices=300, workers=(8, "of Odoo"), delay=(0.3, "the provider's, in seconds"))
    book = command("book", _book, "booking against Odoo's own post-processing", invoices=100)
    book.add_argument("--sizes", type=int, nargs=2, default=[100, 3000],
                      help="of the nights whose queries are counted")
    command("night", _night, "a night at scale, with declines, lost replies and a restart",
            invoices=3000, workers=(8, "of Odoo"), declined=(0.05, "share of the invoices"),
            unknown=(0.02, "share of the replies that are lost"))
    return parser.parse_args()


def _print(result, least, right):
    for tax, one in result.get("taxes", {}).items():
        speeds = ", ".join(f"{name} {speed} lines/s"
                           for name, speed in one.get("lines_per_second", {}).items())
        print(f"{tax}: {speeds}")
    for key, wanted in least.items():
        print(f"{key}: {result[key]} (at least {wanted})")
    if not least:
        print(json.dumps(result, indent=1))
    print(f"results right: {right}" + (
        f"; the connector's peak memory: {result['peak_mb']} MB" if "peak_mb" in result else ""))
