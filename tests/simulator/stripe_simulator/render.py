"""Objects as an API version shows them, with what the caller wants expanded."""

OLD_VERSION = '2019-05-16'      # the version that Odoo's payment_stripe pins
# Until this version a payment intent lists its charges and a charge its refunds.
LISTS_UNTIL = '2022-11-15'

EXPANDABLE = {
    'payment_method': 'payment_method', 'customer': 'customer', 'latest_charge': 'charge',
    'charge': 'charge', 'payment_intent': 'payment_intent', 'mandate': 'mandate'}


def render(ledger, thing, version=OLD_VERSION, expand=()):
    """A copy to send: without the simulator's own members, in the version's shape."""
    shown = {name: value for name, value in thing.items() if not name.startswith('_')}
    if version < LISTS_UNTIL:
        if shown['object'] == 'payment_intent':
            charges = ledger.find('charge', 'payment_intent = ?', shown['id'],
                                  order='seq DESC')
            shown['charges'] = page([render(ledger, charge, version) for charge in charges],
                                    f"/v1/charges?payment_intent={shown['id']}")
        elif shown['object'] == 'charge':
            refunds = ledger.find('refund', 'charge = ?', shown['id'], order='seq DESC')
            shown['refunds'] = page([render(ledger, refund, version) for refund in refunds],
                                    f"/v1/charges/{shown['id']}/refunds")
    for path in expand:
        name, _dot, rest = path.partition('.')
        kind = EXPANDABLE.get(name)
        if kind and isinstance(shown.get(name), str):
            inner = ledger.get(kind, shown[name])
            shown[name] = render(ledger, inner, version, [rest] if rest else ())
    return shown


def page(data, url, more=False):
    """A list object."""
    return {'object': 'list', 'data': data, 'has_more': more, 'total_count': len(data),
            'url': url}
