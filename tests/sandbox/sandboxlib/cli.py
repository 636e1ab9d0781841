"""The command line of tests/sandbox/sandbox."""

import argparse
import json
import os
import signal
import sys

from . import settings, system
from .instance import Sandbox
from .settings import SandboxError


def main(arguments=None):
    """Run one command; return the exit code (0 done, 1 failed, 3 status of none or stopped)."""
    options = _parser().parse_args(arguments)
    # Told to end, it cleans up as after any other failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return options.run(Sandbox(options.name), options) or 0
    except SandboxError as problem:
        print(f"sandbox: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser():
    parser = argparse.ArgumentParser(prog="sandbox", description="A private, real Odoo 19.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, text):
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--name", default="default", help="which sandbox (default: %(default)s)")
        added.set_defaults(run=run)
        return added

    up = command("up", _up, "bring a sandbox up")
    up.add_argument("--workers", type=int, default=2, help="0: threads (default: 2)")
    up.add_argument("--cron", action="store_true", help="let scheduled actions run")
    up.add_argument("--no-addon", action="store_true", help="without this tree's addons")
    command("down", _down, "stop it and remove all of it")
    command("reset", _reset, "make its database anew")
    status = command("status", _status, "say what runs where")
    status.add_argument("--json", action="store_true")
    psql = command("psql", _psql, "open psql (more arguments go to psql)")
    psql.add_argument("-d", "--database", default=settings.MAIN_DATABASE)
    psql.add_argument("rest", nargs="*", help="after --")
    shell = command("shell", _shell, "open odoo shell, or run the script on standard input")
    shell.add_argument("-d", "--database", default=settings.MAIN_DATABASE)
    logs = command("logs", _logs, "print Odoo's log")
    logs.add_argument("-f", "--follow", action="store_true")
    logs.add_argument("-n", "--lines", type=int, default=100)
    test = command("test", _test, "run Odoo's tests on a fresh database")
    test.add_argument("tags", nargs="?", default="/quittance")
    test.add_argument("--log", help="where the whole log goes")
    test.add_argument("--junit", help="write the result as a JUnit file too")
    update = command("update", _update, "update the addons after a change, restart Odoo")
    update.add_argument("modules", nargs="?")
    command("stop", _stop, "stop Odoo's server alone")
    command("start", _start, "start Odoo's server again")
    _database_commands(command)
    return parser


def _database_commands(command):
    database = command("db", _db, "list, create or drop databases beside the main one")
    database.add_argument("action", choices=("list", "create", "drop"))
    database.add_argument("database", nargs="?")
    database.add_argument("--from", dest="source", default=settings.TEMPLATE_DATABASE)


def _up(sandbox, options):
    sandbox.up(workers=options.workers, cron=options.cron, addon=not options.no_addon)
    _print_status(sandbox.status())


def _down(sandbox, _options):
    sandbox.down()
    system.say(f"✓ Sandbox '{sandbox.name}' is gone")


def _reset(sandbox, _options):
    sandbox.reset()


def _status(sandbox, options):
    if not sandbox.exists():
        print("{}" if options.json else f"There is no sandbox '{sandbox.name}'.")
        return 3
    status = sandbox.status()
    if options.json:
        print(json.dumps(status, indent=2))
    else:
        _print_status(status)
    return 0 if status["running"] else 3


def _print_status(status):
    print(f"{status['name']}: {'running' if status['running'] else 'not running'}")
    print(f"  Odoo        {status['url']}  (database {status['database']})")
    for role, login in status["logins"].items():
        print(f"  {role:<11} {login['login']} / {login['password']}")
    print(f"  connector   {status['connector_config']}")
    print(f"  folder      {status['dir']}")


def _psql(sandbox, options):
    sandbox.state()
    command = sandbox.cluster.client("psql", "-d", options.database, *options.rest)
    os.execv(command[0], command)


def _shell(sandbox, options):
    odoo = sandbox.odoo()
    if not sys.stdin.isatty():
        print(odoo.script(sys.stdin.read(), options.database), end="")
        return
    command = odoo.command("-d", options.database, "--no-http", "--log-level=warn",
                           subcommand="shell")
    system.become_service_user()
    os.execve(command[0], command, odoo.environment())


def _logs(sandbox, options):
    sandbox.state()
    command = ["tail", "-n", str(options.lines)] + (["-F"] if options.follow else [])
    os.execvp("tail", [*command, str(sandbox.odoo().log)])


def _test(sandbox, options):
    result, log = sandbox.test(options.tags, log=options.log)
    print(result.summary())
    print(f"  log: {log}")
    if options.junit:
        result.write_junit(options.junit)
    return 1 if result.failed() else 0


def _update(sandbox, options):
    sandbox.update(options.modules)


def _stop(sandbox, _options):
    sandbox.stop_odoo()


def _start(sandbox, _options):
    sandbox.start_odoo()


def _db(sandbox, options):
    if options.action == "list":
        sandbox.state()
        print("\n".join(sandbox.cluster.databases()))
        return
    if not options.database:
        raise SandboxError(f"db {options.action} needs a database's name.")
    if options.action == "create":
        sandbox.create_database(options.database, options.source)
    else:
        sandbox.drop_database(options.database)
