"""./demo: the main job on a real Odoo, shown to a person (or, with --json, to a program)."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import figures  # noqa: E402 - the path is set above
import steps  # noqa: E402
from stage import DemoError, Stage  # noqa: E402


def main():
    options = _options()
    stage = Stage(quiet=options.json)
    try:
        if options.stop or options.reset:
            stage.down()
            stage.say("✓ The demo is gone.")
        if options.stop:
            return 0
        return _run(stage, options)
    except DemoError as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1


def _options():
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--manual", action="store_true",
                        help="stop before validation, so that you validate in the browser")
    choice.add_argument("--continue", dest="resume", action="store_true",
                        help="go on after --manual")
    choice.add_argument("--stop", action="store_true", help="end the demo and remove it")
    choice.add_argument("--reset", action="store_true", help="begin anew")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    return parser.parse_args()


def _run(stage, options):
    stage.timed("sandbox", stage.up)
    if stage.state.get("step") == "done" and not options.resume:
        stage.say("The demo has run already; its Odoo is up. Begin anew with: ./demo --reset")
    if not stage.state.get("step"):
        _until_drafts(stage)
    if options.manual:
        stage.say("\nNow validate the drafts in the browser, then: ./demo --continue")
        figures.print_logins(stage)
        return 0
    if stage.state["step"] == "drafted":
        _until_paid(stage, by_hand=options.resume)
    result = figures.collect_figures(stage)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        figures.print_tables(stage, result)
        figures.print_logins(stage)
    return 0 if figures.everything_holds(result) else 1


def _until_drafts(stage):
    stage.timed("company", lambda: steps.load_company(stage))
    stage.timed("settings", lambda: steps.switch_on(stage))
    stage.state["files"] = stage.timed("import", lambda: steps.import_files(stage))
    stage.state["draft"] = stage.timed("draft", lambda: steps.draft(stage))
    stage.state["edited"] = stage.timed("edit", lambda: steps.edit_a_draft(stage))
    stage.state["draft_again"] = stage.timed("draft again", lambda: steps.draft(stage))
    stage.state["step"] = "drafted"
    stage.save()


def _until_paid(stage, by_hand):
    if not by_hand:
        stage.timed("validate", lambda: steps.validate(stage))
    stage.state["collect"] = stage.timed("collect", lambda: steps.collect(stage))
    stage.state["reconcile"] = stage.timed("reconcile", lambda: steps.reconcile(stage))
    stage.state["report"] = stage.timed("report", lambda: steps.report(stage))
    stage.state["seconds"] = stage.seconds
    stage.state["step"] = "done"
    stage.save()


if __name__ == "__main__":
    sys.exit(main())
