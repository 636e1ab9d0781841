"""The command `tests/crash/run`: every point once, or random rounds, and the judge each time."""

import argparse
import collections
import json
import random
import sys
import tempfile
import time

from . import months, rounds
from .judge import violations
from .months import Town
from .world import World


def main(arguments=None):
    """Exit code 0: every point was tried and nothing was violated; 1: not so; 2: usage."""
    options = _options(arguments)
    world_of, play_in = (Town, play_months) if options.rounds else (World, play)
    with tempfile.TemporaryDirectory(prefix="quittance-crash-") as folder, \
            world_of(options.sandbox, folder) as world:
        result = play_in(world, options)
    print(json.dumps(result) if options.json else _text(result))
    return 1 if result["violations"] or result["untried"] else 0


def play_months(town, options):
    """`options.rounds` random rounds, of the seeds from `options.seed` on; the result."""
    started, found, count = time.monotonic(), [], collections.Counter()
    seeds = list(range(options.seed, options.seed + options.rounds))
    for first in range(0, len(seeds), options.together):
        began, season = time.monotonic(), seeds[first:first + options.together]
        for played, news in months.play(town, season):
            count += months.counted(played)
            found += [{"seed": played.month.seed, "after": season, "what": what} for what in news]
            _tell(options, "".join(f"  {what}\n" for what in news) + "\n".join(
                months.told(played) if news else ()))
        _tell(options, f"seeds {season}: {time.monotonic() - began:.1f} s")
        if options.seconds and time.monotonic() - started > options.seconds:
            break
    return {
        "rounds": count["rounds"], "violations": len(found), "untried": [], "found": found,
        "seed": options.seed, "last_seed": season[-1], "played": dict(count),
        "seconds": round(time.monotonic() - started),
    }


def play(world, options):
    """Every round once; the result.

    After every few rounds all comes to rest and is judged: several deaths meet in one night.
    """
    started = time.monotonic()
    chance = random.Random(options.seed)  # noqa: S311 - a repeatable order, no secret
    known = rounds.all_rounds(world)
    names = [name for name in known if not options.only or name in options.only]
    order = chance.sample(names, len(names))
    found, tried = [], set()
    for first in range(0, len(order), options.together):
        night = order[first:first + options.together]
        tried |= {name for name in night if _played(world, known[name], name, options)}
        rounds.come_to_rest(world)
        news = [{"after": night, "what": what} for what in violations(world, found)]
        found += news
        _tell(options, f"{first + len(night)}/{len(order)} at rest after "
                       f"{time.monotonic() - started:.0f} s" + "".join(
                           f"\n  {one['what']}" for one in news))
    return {
        "points": sum(not name.startswith("fault.") for name in names), "rounds": len(order),
        "violations": len(found), "untried": sorted(set(names) - tried), "names": names,
        "found": found, "seed": options.seed, "seconds": round(time.monotonic() - started),
    }


def _played(world, round_of, name, options):
    began = time.monotonic()
    reached = round_of(world)
    world.simulator.behave()
    _tell(options, f"  {name}{'' if reached else ' (not reached)'} {time.monotonic() - began:.1f} s")
    return reached


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="tests/crash/run", description="Kill the connector and Odoo's workers everywhere, "
        "and see whether anybody was charged twice or forgotten.")
    parser.add_argument("--rounds", type=int, default=0,
                        help="so many random rounds (default: each point to die at once)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6),
                        help="of the first random round, the next has the next; of the order "
                        "of the points (default: another each time)")
    parser.add_argument("--seconds", type=int, default=0, metavar="N",
                        help="begin no random round after N seconds (default: no limit)")
    parser.add_argument("--together", type=int, default=5, metavar="N",
                        help="rounds before all comes to rest and is judged (default 5)")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="these rounds alone")
    parser.add_argument("--sandbox", default="crash", help="its name; made, and taken down")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--verbose", action="store_true",
                        help="a line for each round, also where nobody watches")
    return parser.parse_args(arguments)


def _tell(options, line):
    if line and (sys.stderr.isatty() or options.verbose):
        print(line, file=sys.stderr, flush=True)


def _text(result):
    lines = [f"after {', '.join(map(str, one['after']))}: {one['what']}"
             for one in result["found"]]
    lines += [f"{name}: never reached" for name in result["untried"]]
    if "points" not in result:
        lines.append(f"{result['rounds']} random rounds in {result['seconds']} s, "
                     f"{result['violations']} violations (seeds {result['seed']} to "
                     f"{result['last_seed']}); {result['played']}")
        return "\n".join(lines)
    lines.append(f"{result['points']} points, {result['rounds']} rounds in {result['seconds']} s, "
                 f"{result['violations']} violations (seed {result['seed']})")
    return "\n".join(lines)
