"""The control API: what tests tell the simulator, and what they ask it (README.md)."""

import json

from . import faults, payments, refunds, settlement, setup
from .errors import ApiError, missing
from .summary import summarize

SETTINGS = ('settle_after', 'dispute_after', 'behaviours', 'api_keys', 'api_secret')


class Control:
    """Answers `/_control/…`: each method returns what is sent as JSON."""

    def __init__(self, ledger, deliverer, gate):
        self.ledger, self.deliverer, self.gate = ledger, deliverer, gate

    def answer(self, method, path, body):
        """(status, answer) of one control call; `body` is JSON text or empty."""
        parts = path.removeprefix('/_control/').strip('/').split('/', 1)
        handler = getattr(self, f"{method.lower()}_{parts[0]}", None)
        try:
            if not handler:
                raise ApiError(404, f'No such control: {method} {path}')
            values = json.loads(body or '{}')
            if len(parts) == 2:
                values['target'] = parts[1]
            return 200, handler(values)
        except ApiError as error:
            return error.status, error.body
        except (ValueError, KeyError, TypeError) as error:
            return 400, {'error': {'message': f'{type(error).__name__}: {error}'}}

    def get_summary(self, _values):
        """What `simulator summary --json` prints."""
        return summarize(self.ledger)

    def get_clock(self, _values):
        """The virtual time."""
        return {'now': self.ledger.now()}

    def post_clock(self, values):
        """{"advance": seconds} or {"now": unix seconds}; the clock never goes back."""
        step = int(values['now']) - self.ledger.now() if 'now' in values else int(
            values['advance'])
        if step < 0:
            raise ApiError(400, 'The clock does not go back.')
        with self.ledger.transaction():
            self.ledger.set('clock_offset', self.ledger.setting('clock_offset', 0) + step)
        settlement.settle_due(self.ledger)
        self.deliverer.wake.set()
        return self.get_clock({})

    def get_faults(self, _values):
        """Every rule with how often it was seen and used."""
        return [{**json.loads(row['rule']), 'id': row['id'], 'seen': row['seen'],
                 'used': row['used']}
                for row in self.ledger.rows('SELECT * FROM fault ORDER BY id')]

    def post_faults(self, values):
        """Add a rule (faults.py)."""
        with self.ledger.transaction():
            return {'id': faults.add(self.ledger, values)}

    def delete_faults(self, _values):
        """Behave again; what is held goes on."""
        with self.ledger.transaction():
            self.ledger.run('DELETE FROM fault')
        return {'released': self.gate.release()}

    def get_settings(self, _values):
        """The settings that tests may change."""
        return {name: self.ledger.setting(name) for name in SETTINGS}

    def post_settings(self, values):
        """Change some of SETTINGS."""
        if set(values) - set(SETTINGS):
            raise ApiError(400, f'Settings: {", ".join(SETTINGS)}')
        with self.ledger.transaction():
            for name, value in values.items():
                self.ledger.set(name, value)
        return self.get_settings({})

    def get_requests(self, _values):
        """The last 200 requests, newest first, and those in flight."""
        last = self.ledger.rows('SELECT * FROM request ORDER BY seq DESC LIMIT 200')
        return {'in_flight': self.gate.waiting(), 'last': last}

    def post_release(self, values):
        """Let held requests go on: {"request": number} or all."""
        return {'released': self.gate.release(values.get('request'))}

    def get_webhooks(self, _values):
        """The last 200 deliveries with their events' types, newest first."""
        return self.ledger.rows(
            "SELECT d.*, json_extract(o.body, '$.type') AS type, o.reference "
            'FROM delivery d JOIN object o ON o.id = d.event ORDER BY d.seq DESC LIMIT 200')

    def post_webhooks(self, values):
        """Register {"url", "secret", "enabled_events"}; the former endpoints are switched off."""
        with self.ledger.transaction():
            for endpoint in self.ledger.find('webhook_endpoint'):
                self.ledger.save({**endpoint, 'status': 'disabled'})
            return setup.new_endpoint(self.ledger, values)

    def post_deliver(self, values):
        """Send what is due now and wait for it: {"held": true} those on hold, "reversed"."""
        sent = self.deliverer.deliver_due(
            'held' if values.get('held') else 'due', bool(values.get('reversed')))
        return {'sent': sent}

    def post_settle(self, values):
        """A pending debit succeeds; a client who was asked has authenticated."""
        return self._on_intent(
            values, ('processing', 'requires_action'), payments.succeed)

    def post_fail(self, values):
        """A pending debit fails: {"failure_code", "code", "decline_code"} say why."""
        said = {name: value for name, value in values.items() if name != 'target'}
        return self._on_intent(values, ('processing',), lambda ledger, intent: settlement.fail(
            ledger, intent, said))

    def post_dispute(self, values):
        """The client (or the client's bank) takes a charge back: {"reason", "amount", "status"}."""
        return self._on_charge(values, lambda charge: refunds.dispute(
            self.ledger, charge, values.get('reason'), values.get('amount'),
            values.get('status')))

    def post_close_dispute(self, values):
        """A dispute (by id) ends: {"status"} won, lost or warning_closed."""
        thing = self.ledger.get('dispute', values['target'])
        if not thing:
            raise missing('dispute', values['target'])
        with self.ledger.transaction():
            return refunds.close_dispute(self.ledger, thing, values['status'])

    def post_refund(self, values):
        """The merchant refunds on Stripe's own pages: {"amount"}."""
        return self._on_charge(
            values, lambda charge: refunds.refund(self.ledger, charge, values))

    def post_fail_refund(self, values):
        """A refund (by id) could not be paid out."""
        thing = self.ledger.get('refund', values['target'])
        if not thing:
            raise missing('refund', values['target'])
        with self.ledger.transaction():
            return refunds.fail(self.ledger, thing)

    def _intent(self, target):
        found = self.ledger.get('payment_intent', target) or next(iter(self.ledger.find(
            'payment_intent', 'reference = ?', target, order='seq DESC', limit=1)), None)
        if not found:
            raise missing('payment_intent', target)
        return found

    def _on_intent(self, values, statuses, action):
        with self.ledger.transaction():
            intent = self._intent(values['target'])
            if intent['status'] not in statuses:
                raise ApiError(400, f"It is {intent['status']}, not {' or '.join(statuses)}.")
            return action(self.ledger, intent)

    def _on_charge(self, values, action):
        with self.ledger.transaction():
            charge_id = self._intent(values['target'])['latest_charge']
            if not charge_id:
                raise ApiError(400, 'There is no charge yet.')
            return action(self.ledger.get('charge', charge_id))
