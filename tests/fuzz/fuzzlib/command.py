"""The command line of `tests/fuzz/run`."""

import argparse
import json
import sys
import xml.etree.ElementTree as Xml
from dataclasses import asdict
from pathlib import Path

from . import seeds
from .campaign import CACHE, HERE, Campaign

BUILD = HERE.parents[1] / "build" / "fuzz" / "tests" / "fuzz"


def main():
    arguments = _arguments()
    known = sorted(path.stem for path in (HERE / "targets").glob("*.cpp"))
    wanted = arguments.target or known
    if unknown := set(wanted) - set(known):
        return _cannot(f"no target {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    missing = [name for name in wanted if not (arguments.bin / f"fuzz_{name}").exists()]
    if missing:
        return _cannot(f"{', '.join(missing)}: not built in {arguments.bin}; do\n"
                       "  tests/sandbox/install fuzz && cmake --preset fuzz && "
                       "cmake --build --preset fuzz")
    for said in seeds.absent():
        print(said, file=sys.stderr)
    results = [_run(name, arguments) for name in wanted]
    if arguments.junit:
        _write_junit(results, arguments.junit)
    if arguments.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    return 0 if all(result.held for result in results) else 1


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="of the chance, 0: another each time")
    parser.add_argument("--bin", type=Path, default=BUILD, help="where the targets were built")
    parser.add_argument("--json", action="store_true", help="the figures for a program")
    parser.add_argument("--junit", type=Path, help="write the results there too")
    return parser.parse_args()


def _cannot(why):
    print(f"run: {why}", file=sys.stderr)
    return 2


def _run(name, arguments):
    if sys.stderr.isatty():
        print(f"\r… {name} {arguments.seconds} s", end="\x1b[K", file=sys.stderr, flush=True)
    result = Campaign(name, arguments.bin).run(arguments.seconds, arguments.seed)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    _say(result, sys.stderr if arguments.json else sys.stdout)
    return result


def _say(result, to):
    state = "held" if result.held else "BROKEN"
    print(f"{result.target:<13} {result.executions:>10,} executions {result.edges:>6,} edges "
          f"{result.seconds:>5.0f} s  {state}", file=to, flush=True)
    for found in result.broken:
        print(f"  {found.said}\n  input: {found.input}\n"
              f"  Keep it, once it is mended: tests/fuzz/regressions/{result.target}/", file=to)


def _write_junit(results, path):
    suite = Xml.Element("testsuite", name="fuzz")
    for result in results:
        case = Xml.SubElement(suite, "testcase", classname="fuzz", name=result.target,
                              time=f"{result.seconds:.1f}")
        for found in result.broken:
            Xml.SubElement(case, "failure", message=found.said).text = found.output
    path.parent.mkdir(parents=True, exist_ok=True)
    Xml.ElementTree(suite).write(path, encoding="unicode")


__all__ = ["CACHE", "main"]
