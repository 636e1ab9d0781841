"""Worldline's public JSON schemas of requests, when the corpus is there, and a checker for them.

They use no keyword but type, properties, items, $ref and additionalProperties: what is missing
is the API's own business (payments.py).
"""

import functools
import json
import os
import pathlib
import re

FOLDER = 'worldline/schemas'
KINDS = {'string': str, 'integer': int, 'boolean': bool, 'object': dict, 'array': list}
OF_PATH = {r'/v2/[^/]+/payments': 'createPaymentRequest',
           r'/v2/[^/]+/payments/[^/]+/cancel': 'cancelPaymentRequest',
           r'/v2/[^/]+/payments/[^/]+/refund': 'refundRequest'}


def folder():
    """Where the schemas are; they are not part of this repository."""
    default = pathlib.Path(__file__).resolve().parents[4] / 'shared' / 'data'
    return pathlib.Path(os.environ.get('QUITTANCE_CORPUS') or default) / FOLDER


@functools.cache
def load(name):
    """The schema of this name; None where the shared data is absent."""
    path = folder() / f'{name}.json'
    there = folder().parents[len(pathlib.PurePath(FOLDER).parts) - 1].is_dir()
    return json.loads(path.read_text(encoding='utf-8')) if there else None


def breaches(call, _status, _body):
    """Sentences: what of this request does not fit. Its answers have no public schema."""
    name = next((name for path, name in OF_PATH.items() if re.fullmatch(path, call.path)), None)
    document = load(name) if name and call.method == 'POST' else None
    if not document:
        return []
    return [f'{call.method} {call.path}: {problem}'
            for problem in problems(document, document, json.loads(call.body or '{}'))]


def problems(document, schema, value, path='$'):
    """What is wrong with a value by a schema of this document: sentences."""
    if '$ref' in schema:
        schema = document['definitions'][schema['$ref'].rsplit('/', 1)[1]]
    kind = KINDS.get(schema.get('type'), object)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{path}: {value!r} is not of type {schema['type']}"]
    found, known = [], schema.get('properties', {})
    for name, inner in value.items() if isinstance(value, dict) else ():
        if name in known:
            found += problems(document, known[name], inner, f'{path}.{name}')
        elif schema.get('additionalProperties') is False:
            found.append(f'{path}: {name} is not known')
    for number, item in enumerate(value if isinstance(value, list) else ()):
        found += problems(document, schema.get('items', {}), item, f'{path}[{number}]')
    return found
