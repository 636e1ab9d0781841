"""Delivery of webhooks: signed as Stripe signs, tried a few times, in order or as told."""

import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.parse

from . import settlement
from .render import OLD_VERSION, render

TIMEOUT = 10            # seconds a receiver has
TRIES = 3
RETRY_AFTER = (2, 10)   # seconds of the virtual clock
TICK = 0.2


def signature(secret, payload, moment):
    """The value of `Stripe-Signature`: HMAC-SHA256 over `<time>.<body>`."""
    digest = hmac.new(secret.encode(), f'{moment}.'.encode() + payload, hashlib.sha256)
    return f't={moment},v1={digest.hexdigest()}'


class Deliverer:
    """Sends queued deliveries from a thread of its own, or at once when a test asks."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.sending = threading.Lock()
        self.wake = threading.Event()
        ledger.run("UPDATE delivery SET state = 'due' WHERE state = 'waiting'")

    def start(self):
        """Deliver in the background for as long as the process lives."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            self.wake.wait(TICK)
            self.wake.clear()
            settlement.settle_due(self.ledger)
            self.deliver_due()

    def deliver_due(self, state='due', backwards=False, request=None):
        """Send all deliveries in this state whose time has come; returns how many were sent."""
        with self.sending:
            rows = self.ledger.rows(
                'SELECT * FROM delivery WHERE state = ? AND due <= ? '
                'AND (? IS NULL OR request = ?) ORDER BY seq', state, self.ledger.now(),
                request, request)
            for row in reversed(rows) if backwards else rows:
                self._deliver(row)
        return len(rows)

    def _deliver(self, row):
        event = self.ledger.get('event', row['event'])
        endpoint = self.ledger.get('webhook_endpoint', row['endpoint'])
        payload = json.dumps(render(self.ledger, event, OLD_VERSION), indent=2).encode()
        answer = send(endpoint, payload)
        tries = row['tries'] + 1
        is_done = answer.startswith('2')
        state = 'done' if is_done else 'due' if tries < TRIES else 'failed'
        due = row['due'] if is_done or tries >= TRIES else (
            self.ledger.now() + RETRY_AFTER[tries - 1])
        with self.ledger.transaction():
            self.ledger.run(
                'UPDATE delivery SET state = ?, tries = ?, due = ?, answer = ? WHERE seq = ?',
                state, tries, due, answer, row['seq'])


def send(endpoint, payload):
    """POST one event; the answer's status, or what went wrong, as text."""
    url = urllib.parse.urlsplit(endpoint['url'])
    # The signature carries the real time: receivers compare it with their own clock.
    headers = {'Content-Type': 'application/json; charset=utf-8',
               'Stripe-Signature': signature(endpoint['secret'], payload, int(time.time()))}
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=TIMEOUT)
    try:
        connection.request('POST', url.path or '/', payload, headers)
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return f'{type(error).__name__}: {error}'[:200]
    finally:
        connection.close()
