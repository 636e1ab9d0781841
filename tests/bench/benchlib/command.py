"""The command line of tests/bench/run."""

import argparse
import json

from . import draft

# What the project promises (smaller of the two taxes), with two Odoo workers.
LEAST = {"ratio_vs_odoo_import": 3, "ratio_vs_one_call_per_invoice": 6}
PEAK_MB = 64


def main():
    """Run one benchmark; 0 when it reaches what is promised, else 1."""
    options = _options()
    result = draft.run(options.clients, options.lines, options.workers)
    if options.json:
        print(json.dumps(result))
    else:
        _print(result)
    reached = (all(result[key] >= least for key, least in LEAST.items())
               and result["totals_identical"] and result["peak_mb"] < PEAK_MB)
    return 0 if reached else 1


def _options():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="BENCHMARK")
    draft_command = commands.add_parser("draft", help="drafting against Odoo's own ways")
    draft_command.add_argument("--json", action="store_true")
    draft_command.add_argument("--clients", type=int, default=500)
    draft_command.add_argument("--lines", type=int, default=10, help="per client")
    draft_command.add_argument("--workers", type=int, default=2, help="of Odoo")
    return parser.parse_args()


def _print(result):
    for tax, one in result["taxes"].items():
        speeds = ", ".join(f"{name} {speed} lines/s"
                           for name, speed in one["lines_per_second"].items())
        print(f"{tax}: {speeds}")
    for key, least in LEAST.items():
        print(f"{key}: {result[key]} (at least {least})")
    print(f"totals identical: {result['totals_identical']}; "
          f"the connector's peak memory: {result['peak_mb']} MB")
