"""A simulator of each test's own, a receiver for its webhooks, and a charge as Odoo makes it."""

import http.server
import threading

import pytest

from client import Simulator
from stripe_simulator.ledger import Ledger
from stripe_simulator.summary import summarize

SECRET = 'whsec_test'


@pytest.fixture
def simulator(tmp_path):
    running = Simulator(tmp_path, seed='1', judge=True).start()
    yield running
    running.kill()      # faster than a good end, and its ledger must bear it anyway
    assert summarize(Ledger(running.ledger))['breaches'] == []


@pytest.fixture
def receiver():
    """A server that keeps the webhooks it gets; `answers` are the statuses it gives, then 200."""
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            server.received.append((self.headers['Stripe-Signature'], body))
            self.send_response(server.answers.pop(0) if server.answers else 200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(('127.0.0.1', 0), Receiver)
    server.received, server.answers = [], []
    server.url = f'http://127.0.0.1:{server.server_address[1]}/hook'
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def charge(simulator):
    """Charge a stored method as Odoo 19's payment_stripe does; returns (status, answer)."""
    def send(reference='q1abc', method='pm_good_1', key=None, **values):
        type_ = 'sepa_debit' if method.startswith('pm_sepa') else 'card'
        form = {
            'amount': 1099, 'currency': 'eur', 'description': reference,
            'capture_method': 'automatic', 'payment_method_types[]': type_,
            'expand[]': 'payment_method', 'shipping[address][city]': 'Gustavia',
            'shipping[address][country]': 'BL', 'shipping[address][line1]': '1 rue de la Paix',
            'shipping[address][line2]': '', 'shipping[address][postal_code]': '97133',
            'shipping[address][state]': '', 'shipping[name]': 'Villa Émeraude',
            'confirm': True, 'customer': 'cus_1', 'off_session': True,
            'payment_method': method, **values}
        return simulator.stripe('POST', 'payment_intents', form,
                                Idempotency_Key=key or f'key-{reference}',
                                Stripe_Version='2019-05-16')
    return send
