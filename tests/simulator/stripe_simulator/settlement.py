"""What time does: pending debits end, and some that ended well are disputed."""

from . import payments, refunds

DAY = 86400


def settle_due(ledger):
    """Bring about all that is due by the virtual clock. Asked before each answer."""
    now = ledger.now()
    if not ledger.row('SELECT 1 FROM object WHERE due <= ? LIMIT 1', now):
        return
    with ledger.transaction():
        for intent in ledger.find('payment_intent', 'due <= ?', now):
            settle(ledger, intent)
        for charge in ledger.find('charge', 'due <= ?', now):
            _dispute_late(ledger, charge)


def settle(ledger, intent):
    """End a pending debit the way that its method says."""
    if intent.get('_outcome') == 'sepa_fails':
        said = intent.get('_failure')
        return fail(ledger, intent, {'failure_code': said} if said else {})
    intent = payments.succeed(ledger, intent)
    if intent.get('_outcome') == 'sepa_disputed':
        charge = ledger.get('charge', intent['latest_charge'])
        charge['_due'] = ledger.now() + ledger.setting('dispute_after', 10 * DAY)
        ledger.save(charge)
    return intent


def fail(ledger, intent, said):
    """A pending debit comes to nothing. `said`: what charge (`failure_code`) and error (`code`,
    `decline_code`) tell of why; nothing given, both tell of insufficient funds."""
    said = said or {'failure_code': 'insufficient_funds', 'decline_code': 'insufficient_funds'}
    charge = payments.pending_charge(ledger, intent)
    message = 'The payment could not be collected from the account.'
    charge.update(status='failed', paid=False, captured=False, failure_message=message,
                  failure_code=said.get('failure_code'))
    ledger.save(charge)
    payments.refuse(ledger, intent, charge,
                    said.get('code') or 'payment_intent_payment_attempt_failed',
                    said.get('decline_code'), message)
    return intent


def _dispute_late(ledger, charge):
    charge['_due'] = None
    if charge['disputed']:
        ledger.save(charge)
    else:
        refunds.dispute(ledger, charge, 'insufficient_funds')
