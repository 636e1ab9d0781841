"""GET of collections: newest first, by page, as `audit` reads them."""

from .errors import missing
from .render import page, render

CREATED = dict.fromkeys(('gt', 'gte', 'lt', 'lte'), 'int')
PAGE = {'created': CREATED, 'limit': 'positive', 'starting_after': 'text',
        'ending_before': 'text', 'expand': 'list'}
FILTERS = {
    'payment_intent': ('customer',), 'charge': ('customer', 'payment_intent'),
    'refund': ('charge', 'payment_intent'), 'dispute': ('charge', 'payment_intent'),
    'event': ('type',)}
SIGNS = {'gt': '>', 'gte': '>=', 'lt': '<', 'lte': '<='}


def specification(kind):
    """The parameters that a list of this kind takes."""
    return {**PAGE, **dict.fromkeys(FILTERS[kind], 'text')}


def fetch(kind):
    """A handler that answers one object of a kind."""
    def handler(call, _values, object_id):
        thing = call.ledger.get(kind, object_id)
        if not thing:
            raise missing(kind, object_id)
        return thing
    return handler


def collection(kind):
    """A handler that answers a page of a kind."""
    def handler(call, values):
        where, bound = _conditions(call.ledger, kind, values)
        limit = min(values.get('limit', 10), 100)
        order = 'seq' if values.get('ending_before') else 'seq DESC'
        found = call.ledger.find(kind, ' AND '.join(where) or 'TRUE', *bound, order=order,
                                 limit=limit + 1)
        shown = found[:limit] if order != 'seq' else found[:limit][::-1]
        expand = [name.removeprefix('data.') for name in values.get('expand') or ()]
        return page([render(call.ledger, thing, call.version, expand) for thing in shown],
                    call.path, len(found) > limit)
    return handler


def _conditions(ledger, kind, values):
    where, bound = [], []
    for name in FILTERS[kind]:
        if values.get(name):
            column = "json_extract(body, '$.type')" if name == 'type' else name
            where.append(f'{column} = ?')
            bound.append(values[name])
    for name, moment in (values.get('created') or {}).items():
        where.append(f'created {SIGNS[name]} ?')
        bound.append(moment)
    for name, sign in (('starting_after', '<'), ('ending_before', '>')):
        if values.get(name):
            row = ledger.row('SELECT seq FROM object WHERE kind = ? AND id = ?', kind,
                             values[name])
            if not row:
                raise missing(kind, values[name], name)
            where.append(f'seq {sign} ?')
            bound.append(row['seq'])
    return where, bound
