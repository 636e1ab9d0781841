"""Form parameters: Stripe's bracket notation into nested values, checked against a specification.

A specification maps a parameter's name to its kind:
    'int', 'positive', 'bool', 'text', 'currency', 'list', 'map' (text by text, as metadata),
    'any' (a structure that is accepted and kept, unchecked), a tuple of allowed words,
    or a dict: the specification of a nested structure.
A name that ends in `!` is required.
"""

import re
import urllib.parse

from .errors import ApiError

LARGEST_AMOUNT = 99_999_999
LONGEST_TEXT = 5000


def decode(text):
    """`a[b]=1&c[]=2` → {'a': {'b': '1'}, 'c': ['2']}."""
    result = {}
    for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True, max_num_fields=500):
        parts = [name.split('[')[0], *re.findall(r'\[([^\]]*)\]', name)]
        _put(result, parts, value, name)
    return result


def _put(target, parts, value, name):
    head, rest = parts[0], parts[1:]
    if not rest:
        target[head] = value
        return
    child = target.setdefault(head, [] if rest == [''] else {})
    if rest == [''] and isinstance(child, list):
        child.append(value)
    elif isinstance(child, dict):
        _put(child, rest, value, name)
    else:
        raise ApiError(400, f'Invalid parameter: {name}', 'parameter_invalid', param=name)


def check(values, specification, inside=''):
    """The values with their types, or ApiError 400 for the first one that is wrong."""
    kinds = {name.rstrip('!'): kind for name, kind in specification.items()}
    for name in values:
        if name not in kinds:
            full = _full(inside, name)
            raise ApiError(400, f'Received unknown parameter: {full}', 'parameter_unknown',
                           param=full)
    for name in specification:
        if name.endswith('!') and values.get(name[:-1]) in (None, ''):
            full = _full(inside, name[:-1])
            raise ApiError(400, f'Missing required param: {full}.', 'parameter_missing',
                           param=full)
    return {name: _convert(value, kinds[name], _full(inside, name))
            for name, value in values.items()}


def _full(inside, name):
    return f'{inside}[{name}]' if inside else name


def _convert(value, kind, name):
    if isinstance(kind, dict):
        if value == '':
            return None
        if not isinstance(value, dict):
            raise _invalid('hash', value, name)
        return check(value, kind, name)
    if isinstance(kind, tuple):
        if value not in kind:
            allowed = ', '.join(kind)
            raise ApiError(400, f'Invalid {name}: must be one of {allowed}', param=name)
        return value
    return CONVERTERS[kind](value, name)


def _invalid(kind, value, name):
    return ApiError(400, f'Invalid {kind}: {value}', f'parameter_invalid_{kind}', param=name)


def _int(value, name):
    if not isinstance(value, str) or not re.fullmatch(r'-?[0-9]{1,15}', value):
        raise _invalid('integer', value, name)
    return int(value)


def _positive(value, name):
    number = _int(value, name)
    if number < 1:
        raise ApiError(400, 'This value must be greater than or equal to 1.',
                       'parameter_invalid_integer', param=name)
    if number > LARGEST_AMOUNT:
        raise ApiError(400, 'Amount must be no more than €999,999.99', 'amount_too_large',
                       param=name)
    return number


def _bool(value, name):
    # Odoo's `requests` writes True as 'True', and Stripe takes it.
    if not isinstance(value, str) or value.lower() not in ('true', 'false'):
        raise ApiError(400, f'Invalid boolean: {value}', param=name)
    return value.lower() == 'true'


def _text(value, name):
    if not isinstance(value, str):
        raise _invalid('string', value, name)
    if len(value) > LONGEST_TEXT:
        raise ApiError(400, f'Invalid string: {value[:20]}…; must be at most {LONGEST_TEXT} '
                       'characters', 'parameter_invalid_string_too_long', param=name)
    return value or None


def _currency(value, name):
    if not isinstance(value, str) or not re.fullmatch('[a-z]{3}', value.lower()):
        raise ApiError(400, f'Invalid currency: {value}.', param=name)
    return value.lower()


def _list(value, name):
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return [value[key] for key in sorted(value, key=int)]   # `a[0]=…`, as the SDKs write it
    if not isinstance(value, list):
        raise _invalid('array', value, name)
    return value


def _map(value, name):
    if value == '':
        return {}
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise _invalid('hash', value, name)
    if len(value) > 50 or any(len(k) > 40 or len(v) > 500 for k, v in value.items()):
        raise ApiError(400, 'Metadata: at most 50 keys of 40 characters, values of 500.',
                       param=name)
    return value


CONVERTERS = {'int': _int, 'positive': _positive, 'bool': _bool, 'text': _text,
              'currency': _currency, 'list': _list, 'map': _map,
              'any': lambda value, name: value}
