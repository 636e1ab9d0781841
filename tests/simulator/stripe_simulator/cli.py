"""The command line: `run` a simulator, or print the `summary` of a ledger."""

import argparse
import json
import os
import pathlib
import secrets
import signal
import sys
import threading
import time

from worldline_simulator.server import WorldlineServer
from worldline_simulator.summary import summarize as summarize_worldline

from .ledger import Ledger
from .server import Server
from .summary import summarize

PROVIDERS = {'stripe': (Server, summarize), 'worldline': (WorldlineServer, summarize_worldline)}


def main(arguments=None):
    """Exit code 0, or 2 when the command line or the port is wrong."""
    options = _parser().parse_args(arguments)
    return options.command(options)


def _parser():
    parser = argparse.ArgumentParser(
        prog='simulator', description='A payment provider for tests, like Stripe or Worldline.')
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser('run', help='answer on a loopback port until stopped')
    run.add_argument('--port', type=int, default=0, help='0: any free one, printed')
    run.add_argument('--ledger', type=pathlib.Path, required=True)
    run.add_argument('--provider', choices=PROVIDERS, default='stripe')
    run.add_argument('--seed', help='of a new ledger: the same seed gives the same ids')
    run.add_argument('--control-token-file', type=pathlib.Path,
                     help='made when absent; default: LEDGER.token')
    run.add_argument('--exit-with-parent', action='store_true',
                     help='end when the process that started this one has ended')
    run.add_argument('--judge', action='store_true',
                     help="check both sides against the official schemas (summary: breaches)")
    run.set_defaults(command=_run)
    summary = commands.add_parser('summary', help='what was really charged')
    summary.add_argument('--ledger', type=pathlib.Path, required=True)
    summary.add_argument('--json', action='store_true', help='the whole of it, as JSON')
    summary.set_defaults(command=_summary)
    return parser


def _run(options):
    token_file = options.control_token_file or options.ledger.with_suffix('.token')
    token = os.environ.get('QUITTANCE_SIMULATOR_TOKEN') or _token(token_file)
    ledger = Ledger(options.ledger, options.seed)
    try:
        server = PROVIDERS[options.provider][0](options.port, ledger, token, options.judge)
    except OSError as error:
        print(f'simulator: port {options.port}: {error.strerror}', file=sys.stderr)
        return 2
    with ledger.transaction():
        ledger.set('provider', options.provider)
    server.deliverer.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    if options.exit_with_parent:
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    port = server.server_address[1]
    print(json.dumps({'url': f'http://127.0.0.1:{port}', 'port': port, 'pid': os.getpid(),
                      'ledger': str(options.ledger), 'token_file': str(token_file)}),
          flush=True)
    server.serve_forever(poll_interval=0.1)
    return 0


def _token(path):
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), 'w',
                  encoding='ascii') as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding='ascii').strip()


def _watch_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _summary(options):
    if not options.ledger.exists():
        print(f'simulator: no ledger at {options.ledger}', file=sys.stderr)
        return 2
    ledger = Ledger(options.ledger)
    result = PROVIDERS[ledger.setting('provider', 'stripe')][1](ledger)
    if options.json:
        print(json.dumps(result, indent=2))
        return 0
    for charge in result['charges']:
        print(f"{charge['reference']}  {charge['amount']} {charge['currency']}  "
              f"{charge['status']}  refunded {charge['refunded']}")
    return 0
