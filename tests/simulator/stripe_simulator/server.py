"""The HTTP server: reads requests, applies the faults of the wire, sends answers."""

import hmac
import http.server
import json
import pathlib
import socket
import struct
import threading
import time
import traceback
import urllib.parse

from . import errors, faults, judge, parameters
from .api import Api, Call
from .control import Control
from .webhooks import Deliverer

LARGEST_BODY = 256 * 1024
SCRIPT = pathlib.Path(__file__).with_name('stripe.js')
HOLD_MAX = 60       # seconds a held request waits for its release, unless the rule says


class Gate:
    """Requests in flight, and those that wait until a test lets them go on."""

    def __init__(self):
        self.lock = threading.Lock()
        self.calls = {}

    def enter(self, call):
        """Count a request as in flight."""
        with self.lock:
            self.calls[call.number] = (call, 'running', threading.Event())

    def leave(self, call):
        """The request has ended."""
        with self.lock:
            self.calls.pop(call.number, None)

    def hold(self, call, phase, seconds):
        """Wait until released, `seconds` at most."""
        with self.lock:
            event = threading.Event()
            self.calls[call.number] = (call, f'held_{phase}', event)
        event.wait(seconds)
        with self.lock:
            self.calls[call.number] = (call, 'running', event)

    def waiting(self):
        """What is in flight."""
        with self.lock:
            return [{'request': number, 'method': call.method, 'path': call.path,
                     'key': call.key, 'state': state}
                    for number, (call, state, _event) in self.calls.items()]

    def release(self, number=None):
        """Let one held request, or all, go on; returns how many there were."""
        with self.lock:
            held = [event for key, (_call, state, event) in self.calls.items()
                    if state.startswith('held') and number in (None, key)]
        for event in held:
            event.set()
        return len(held)


class Server(http.server.ThreadingHTTPServer):
    """One simulator on one loopback port."""

    daemon_threads = True
    request_queue_size = 128
    # What another provider's simulator brings of its own.
    api_class, control_class = Api, Control

    def __init__(self, port, ledger, token, judges=False):
        self.ledger, self.token, self.judges = ledger, token, judges
        self.gate, self.api = Gate(), self.api_class(ledger)
        self.deliverer = Deliverer(ledger)
        self.control = self.control_class(ledger, self.deliverer, self.gate)
        super().__init__(('127.0.0.1', port), self.handler_class())

    def handler_class(self):
        """What answers one connection."""
        return Handler

    def handle_error(self, request, client_address):
        """Clients that hang up are what this program is about; they are not worth a line."""


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = 'HTTP/1.1'
    server_version = 'quittance-simulator'
    timeout = 150
    call_class = Call

    def do_GET(self):
        """Every method comes here; the path decides."""
        try:
            self._handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_DELETE = do_OPTIONS = do_GET

    def log_message(self, *_args):
        """Silent: the ledger is the log."""

    def _handle(self):
        url = urllib.parse.urlsplit(self.path)
        try:
            body = self._body().decode('utf-8', 'replace')
        except ValueError:
            self.close_connection = True
            self._send(413, {'error': {'message': 'The request is too large.'}})
            return
        if url.path.startswith('/_control/'):
            self._control(url.path, body)
        elif url.path == '/v3/':
            self._send(200, SCRIPT.read_bytes(), kind='text/javascript')
        elif self.command == 'OPTIONS':     # a browser asks whether it may send its key
            self._send(200, {})
        else:
            # Odoo sends the parameters of a GET as its body, others in the query.
            self._provider(url.path, '&'.join(filter(None, (url.query, body))))

    def _body(self):
        """The request's body, whole or in chunks; ValueError when it is too large."""
        if self.headers.get('Transfer-Encoding', '').lower() != 'chunked':
            return self._read(int(self.headers.get('Content-Length') or 0))
        body = b''
        while size := int(self.rfile.readline().split(b';')[0], 16):
            body += self._read(size, len(body))
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _read(self, size, before=0):
        if size + before > LARGEST_BODY:
            raise ValueError(size)
        return self.rfile.read(size)

    def _control(self, path, body):
        if path == '/_control/health':
            self._send(200, {'ready': True, 'now': self.server.ledger.now()})
            return
        given = (self.headers.get('Authorization') or '').removeprefix('Bearer ')
        if not hmac.compare_digest(given.encode(), self.server.token.encode()):
            self._send(401, {'error': {'message': 'The control token is wrong.'}})
            return
        self._send(*self.server.control.answer(self.command, path, body))

    def _provider(self, path, body):
        call = self.call_class(self.server.ledger, self.command, path, body, self.headers)
        _arrive(self.server.ledger, call, self._reference(call))
        call.pause = lambda phase: self._pause(call, phase)
        self.server.gate.enter(call)
        try:
            if self._cut(call, 'lose_request', 'reset_before'):
                return
            status, answer, replayed = self._answer(call)
            # Before the answer leaves: whoever has it may ask the judge at once.
            _note(self.server.ledger, call, status, replayed)
            if self.server.judges and not replayed:
                _note_breaches(self.server.ledger, self._breaches(call, status, answer))
            if _action(call, 'webhook_first'):
                self.server.deliverer.deliver_due('waiting', request=call.number)
            if not self._cut(call, 'lose_reply', 'reset_after'):
                self._send(status, answer, call, replayed)
        finally:
            self.server.gate.leave(call)
            _depart(self.server, call)

    def _answer(self, call):
        try:
            refusal = _refusal(call, self.server.api.errors)
            if refusal:
                return refusal.status, refusal.body, False
            return self.server.api.answer(call)
        except Exception:       # a bug of ours must look like one: 500, and loud
            traceback.print_exc()
            error = self.server.api.errors.server_error()
            return error.status, error.body, False

    def _reference(self, call):
        """The merchant's own reference of what a call is about, or None."""
        return _reference(self.server.ledger, call)

    def _breaches(self, call, status, answer):
        """What does not fit the official schemas: sentences."""
        return judge.breaches(call, status, answer)

    def _reply_headers(self, call, replayed):
        """(name, value) of what this provider says beside the body."""
        yield 'Request-Id', call.request_id
        if call.key:
            yield 'Idempotency-Key', call.key
        if replayed:
            yield 'Idempotent-Replayed', 'true'

    def _pause(self, call, phase):
        for rule in call.rules:
            if rule['action'] == f'delay_{phase}':
                time.sleep(rule.get('seconds', 1))
            elif rule['action'] == f'hold_{phase}':
                self.server.gate.hold(call, phase, rule.get('seconds', HOLD_MAX))

    def _cut(self, call, close, reset):
        """Close or reset the connection when a rule says so; whether it did."""
        if _action(call, reset):
            # Lingering for no time at all makes the kernel send RST instead of FIN.
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            self.connection.close()
        elif _action(call, close):
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            return False
        self.close_connection = True
        return True

    def _send(self, status, answer, call=None, replayed=False, kind='application/json'):
        data = answer if isinstance(answer, bytes) else json.dumps(answer, indent=2).encode()
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(data)))
        self.send_header('Access-Control-Allow-Origin', '*')
        self.send_header('Access-Control-Allow-Headers', 'Authorization, Content-Type')
        for name, value in self._reply_headers(call, replayed) if call else ():
            self.send_header(name, value)
        self.end_headers()
        slow = call and _action(call, 'slow')
        if not slow:
            self.wfile.write(data)
            return
        pieces = 20
        step = max(1, len(data) // pieces)
        for start in range(0, len(data), step):
            self.wfile.write(data[start:start + step])
            self.wfile.flush()
            time.sleep(slow.get('seconds', 1) / pieces)


def _action(call, name):
    return next((rule for rule in call.rules if rule['action'] == name), None)


def _refusal(call, errors):
    """The answer of a rule that refuses before anything is executed, or None."""
    for rule in call.rules:
        action = rule['action']
        if action == 'error_before':
            error = errors.server_error()
            error.status = rule.get('status', 500)
            return error
        if action == 'rate_limit':
            return errors.rate_limited()
        if action == 'conflict':
            return errors.in_use(call.key)
        if action == 'answer':
            return errors.ApiError(
                rule.get('status', 400), rule.get('message', 'As the test asked.'),
                rule.get('code'), rule.get('type', 'invalid_request_error'))
    return None


def _arrive(ledger, call, reference):
    """Write the request down and find the faults that it meets, before anything else."""
    with ledger.transaction():
        call.request_id = ledger.new_id('req')
        call.rules = faults.take(ledger, {
            'method': call.method, 'path': call.path, 'key': call.key,
            'reference': reference})
        call.number = ledger.run(
            'INSERT INTO request (id, at, method, path, key, reference, body, headers, faults) '
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', call.request_id, ledger.now(), call.method,
            call.path, call.key, reference, call.body, json.dumps(dict(call.headers.items())),
            json.dumps([rule['action'] for rule in call.rules])).lastrowid


def _reference(ledger, call):
    for part in call.path.split('/'):
        if part.startswith('pi_'):
            row = ledger.row('SELECT reference FROM object WHERE id = ?', part)
            return row and row['reference']
    try:
        values = parameters.decode(call.body)
    except (errors.ApiError, ValueError):
        return None
    if 'payment_intent' in values:
        row = ledger.row('SELECT reference FROM object WHERE id = ?', values['payment_intent'])
        return row and row['reference']
    return values.get('description') if call.path.endswith('_intents') else None


def _note(ledger, call, status, replayed):
    """What the request is answered, whether or not the answer arrives."""
    with ledger.transaction():
        ledger.run('UPDATE request SET status = ?, replayed = ? WHERE seq = ?', status,
                   int(replayed), call.number)


def _note_breaches(ledger, found):
    """What does not fit the official schemas, each once."""
    if found:
        with ledger.transaction():
            for text in found:
                ledger.run('INSERT OR IGNORE INTO breach VALUES (?)', text)


def _depart(server, call):
    """The answer has left, or was lost: its webhooks may go."""
    with server.ledger.transaction():
        waiting = server.ledger.run(
            "UPDATE delivery SET state = 'due' WHERE state = 'waiting' AND request = ?",
            call.number)
    if waiting.rowcount:
        server.deliverer.wake.set()
