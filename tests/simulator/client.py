"""Start and stop a simulator from tests, and speak to its control API.

    with Simulator(folder) as simulator:
        simulator.fault(action='lose_reply', path='/v1/payment_intents')
        …
        assert simulator.summary()['by_reference']['q1…']['succeeded'] == 1
"""

import contextlib
import http.client
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse

PROGRAM = pathlib.Path(__file__).resolve().parent / 'simulator'


class Control:
    """A running simulator's control API (README.md); every method returns the decoded answer."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def control(self, method, path, /, **values):
        """One control call; raises RuntimeError with the answer when it is refused."""
        status, answer = self._http(
            method, f'/_control/{path}', json.dumps(values) if values else '',
            {'Authorization': f'Bearer {self.token}'})
        if status != 200:
            raise RuntimeError(f'{method} {path}: {status} {answer}')
        return answer

    def stripe(self, method, path, values=None, key='sk_test_simulator', **headers):
        """(status, answer) of a call to `/v1/<path>`; `values` maps form names to values.

        Header names are given with `_` for `-`, for example `Idempotency_Key='k1'`.
        """
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        headers['Authorization'] = f'Bearer {key}'
        body = urllib.parse.urlencode(values or {}, doseq=True)
        if method == 'POST':
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        elif body:
            path, body = f'{path}?{body}', ''
        return self._http(method, f'/v1/{path}', body, headers)

    def _http(self, method, path, body, headers):
        connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.url).netloc, timeout=150)
        with contextlib.closing(connection):
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def summary(self):
        """What was really charged."""
        return self.control('GET', 'summary')

    def fault(self, **rule):
        """Add a fault (stripe_simulator/faults.py); returns its number."""
        return self.control('POST', 'faults', **rule)['id']

    def faults(self):
        """Every rule with its use."""
        return self.control('GET', 'faults')

    def behave(self):
        """Drop all faults and let held requests go on."""
        return self.control('DELETE', 'faults')

    def advance(self, seconds):
        """Move the clock on; debits that are due then settle."""
        return self.control('POST', 'clock', advance=seconds)['now']

    def settings(self, **values):
        """Change settings, or read them."""
        return self.control('POST' if values else 'GET', 'settings', **values)

    def webhooks(self, url, secret, enabled_events=('*',)):
        """Deliver events to this address from now on."""
        return self.control('POST', 'webhooks', url=url, secret=secret,
                            enabled_events=list(enabled_events))

    def deliveries(self):
        """What was or will be delivered, newest first."""
        return self.control('GET', 'webhooks')

    def deliver(self, **values):
        """Deliver now and wait: held=True for those on hold, reversed=True newest first."""
        return self.control('POST', 'deliver', **values)['sent']

    def settle(self, target):
        """A pending debit (id or reference) succeeds."""
        return self.control('POST', f'settle/{target}')

    def fail(self, target, **said):
        """A pending debit fails; `failure_code`, `code`, `decline_code` say why."""
        return self.control('POST', f'fail/{target}', **said)

    def dispute(self, target, reason=None, amount=None, status=None):
        """A charge is taken back by the client."""
        return self.control('POST', f'dispute/{target}', reason=reason, amount=amount,
                            status=status)

    def close_dispute(self, dispute, status):
        """The bank decides a dispute: won, lost or warning_closed."""
        return self.control('POST', f'close_dispute/{dispute}', status=status)

    def refund(self, target, amount=None):
        """A charge is refunded on the provider's own pages."""
        return self.control('POST', f'refund/{target}', amount=amount)

    def requests(self):
        """{'in_flight': […], 'last': […]}"""
        return self.control('GET', 'requests')

    def wait_held(self, count=1, seconds=30):
        """Wait until so many requests are held; returns them."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            held = [call for call in self.requests()['in_flight']
                    if call['state'].startswith('held')]
            if len(held) >= count:
                return held
            time.sleep(0.02)
        raise TimeoutError(f'{count} held requests did not come within {seconds} s')

    def release(self, request=None):
        """Let one held request, or all, go on."""
        values = {'request': request} if request else {}
        return self.control('POST', 'release', **values)['released']

    def pay_online(self, client_secret, payment_method, return_url=''):
        """What the client's browser does with Stripe.js: confirm with the client's secret."""
        intent = client_secret.split('_secret_')[0]
        kind = 'setup_intents' if intent.startswith('seti_') else 'payment_intents'
        return self.stripe('POST', f'{kind}/{intent}/confirm', {
            'client_secret': client_secret, 'payment_method': payment_method,
            'return_url': return_url}, key='pk_test_simulator')


class Simulator(Control):
    """A simulator process of the caller's own; it ends with the caller at the latest.

    `judge`: what is sent (and Stripe's answers) is checked against the official schemas
    (summary()['breaches']). `provider`: 'stripe' or 'worldline'.
    """

    def __init__(self, folder, port=0, seed=None, judge=False, provider='stripe'):
        self.ledger = pathlib.Path(folder) / (
            'simulator.db' if provider == 'stripe' else f'{provider}.db')
        self.options = ['--provider', provider, '--ledger', str(self.ledger),
                        *(['--seed', seed] if seed else []),
                        *(['--judge'] if judge else [])]
        self.port, self.process = port, None
        super().__init__('', '')

    def start(self):
        """Start (again, on the same port and ledger) and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), 'run', '--port', str(self.port),
             '--exit-with-parent', *self.options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f'the simulator did not start: exit {self.process.wait()}')
        ready = json.loads(line)
        self.port, self.url = ready['port'], ready['url']
        self.token = pathlib.Path(ready['token_file']).read_text(encoding='ascii').strip()
        return self

    def stop(self):
        """End it in good order."""
        self._end(self.process.terminate)

    def kill(self):
        """SIGKILL, as a crash would."""
        self._end(self.process.kill)

    def _end(self, how):
        if self.process and self.process.poll() is None:
            how()
            self.process.wait(timeout=10)
        if self.process:
            self.process.stdout.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_details):
        self.stop()
