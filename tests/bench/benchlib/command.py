"""The command line of tests/bench/run."""

import argparse
import json

from . import draft, reading

# What the project promises: of drafting the smaller of the two taxes, with two Odoo workers.
LEAST = {
    "draft": {"ratio_vs_odoo_import": 3, "ratio_vs_one_call_per_invoice": 6},
    "import": {"ratio_vs_python_csv": 4, "ratio_vs_openpyxl": 8},
}
PEAK_MB = 64


def main():
    """Run one benchmark; 0 when it reaches what is promised, else 1."""
    options = _options()
    if options.benchmark == "draft":
        result = draft.run(options.clients, options.lines, options.workers)
        same = result["totals_identical"]
    else:
        result = reading.run(options.lines, options.rows, options.rounds)
        same = result["sums_identical"]
    least = LEAST[options.benchmark]
    if options.json:
        print(json.dumps(result))
    else:
        _print(result, least, same)
    reached = (all(result[key] >= wanted for key, wanted in least.items())
               and same and result["peak_mb"] < PEAK_MB)
    return 0 if reached else 1


def _options():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="BENCHMARK", dest="benchmark")
    draft_command = commands.add_parser("draft", help="drafting against Odoo's own ways")
    draft_command.add_argument("--json", action="store_true")
    draft_command.add_argument("--clients", type=int, default=500)
    draft_command.add_argument("--lines", type=int, default=10, help="per client")
    draft_command.add_argument("--workers", type=int, default=2, help="of Odoo")
    import_command = commands.add_parser("import", help="reading files against Python's readers")
    import_command.add_argument("--json", action="store_true")
    import_command.add_argument("--lines", type=int, default=1_000_000, help="of the text")
    import_command.add_argument("--rows", type=int, default=100_000, help="of the workbook")
    import_command.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _print(result, least, same):
    for tax, one in result.get("taxes", {}).items():
        speeds = ", ".join(f"{name} {speed} lines/s"
                           for name, speed in one["lines_per_second"].items())
        print(f"{tax}: {speeds}")
    for key, wanted in least.items():
        print(f"{key}: {result[key]} (at least {wanted})")
    print(f"results identical: {same}; the connector's peak memory: {result['peak_mb']} MB")
