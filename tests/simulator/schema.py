"""Stripe's official schemas, when the corpus is there, and a small checker for them."""

import json
import os
import pathlib

FILE = 'stripe/stripe-payments-subset.2023-08-16.json'


def load():
    """The OpenAPI document, or None: it is not part of this repository."""
    default = pathlib.Path(__file__).resolve().parents[3] / 'shared' / 'data'
    path = pathlib.Path(os.environ.get('QUITTANCE_CORPUS', default)) / FILE
    return json.loads(path.read_text(encoding='utf-8')) if path.exists() else None


def accepted(document, method, path):
    """The parameters that Stripe takes for this method and path."""
    operation = document['paths'][path][method]
    form = operation.get('requestBody', {}).get('content', {}).get(
        'application/x-www-form-urlencoded', {}).get('schema', {})
    return set(form.get('properties', {})) | {
        parameter['name'] for parameter in operation.get('parameters', ())}


def problems(document, schema, value, path='$'):
    """What is wrong with a value by a schema: a list of sentences, empty when it fits."""
    if '$ref' in schema:
        return problems(document, _referred(document, schema), value, path)
    if value is None:
        allowed = schema.get('nullable') or not schema
        return [] if allowed else [f'{path}: null is not allowed']
    if 'anyOf' in schema:
        tried = [problems(document, option, value, path) for option in schema['anyOf']]
        return min(tried, key=len)
    found = _plain(schema, value, path)
    if isinstance(value, dict):
        found += [f'{path}: {name} is missing' for name in schema.get('required', ())
                  if name not in value]
        for name, inner in schema.get('properties', {}).items():
            if name in value:
                found += problems(document, inner, value[name], f'{path}.{name}')
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += problems(document, schema.get('items', {}), item, f'{path}[{number}]')
    return found


def _plain(schema, value, path):
    kinds = {'string': str, 'integer': int, 'boolean': bool, 'object': dict, 'array': list}
    kind = kinds.get(schema.get('type'), object)
    wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool))
    if wrong:
        return [f"{path}: {value!r} is not of type {schema['type']}"]
    if value not in schema.get('enum', [value]):
        return [f'{path}: {value!r} is not one of {schema["enum"]}']
    return []


def _referred(document, schema):
    return document['components']['schemas'][schema['$ref'].rsplit('/', 1)[1]]
