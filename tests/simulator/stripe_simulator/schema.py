"""Stripe's official schemas, when the corpus is there, and a small checker for both sides."""

import functools
import json
import os
import pathlib
import re

from . import parameters

FILE = 'stripe/stripe-payments-subset.2023-08-16.json'


@functools.cache
def load():
    """The OpenAPI document; None where the shared data, no part of this repository, is absent."""
    default = pathlib.Path(__file__).resolve().parents[4] / 'shared' / 'data'
    data = pathlib.Path(os.environ.get('QUITTANCE_CORPUS') or default)
    return json.loads((data / FILE).read_text(encoding='utf-8')) if data.is_dir() else None


def operation(document, method, path):
    """The document's operation of a method and a path with ids, or KeyError."""
    for template, methods in document['paths'].items():
        pattern = re.sub('{.*?}', '[A-Za-z0-9_]+', template)
        if method.lower() in methods and re.fullmatch(pattern, path):
            return methods[method.lower()]
    raise KeyError(f'{method} {path}')


def of_request(document, method, path, form):
    """What is wrong with a request, its parameters as `form` (`a=1&b[c]=2`): sentences."""
    found = operation(document, method, path)
    if method == 'POST':
        schema = found['requestBody']['content']['application/x-www-form-urlencoded']['schema']
    else:
        told = [one for one in found.get('parameters', ()) if one['in'] == 'query']
        schema = {'type': 'object', 'additionalProperties': False,
                  'properties': {one['name']: one['schema'] for one in told},
                  'required': [one['name'] for one in told if one.get('required')]}
    return _form(document, schema, parameters.decode(form), '$')


def of_answer(document, method, path, status, body):
    """What is wrong with an answer's body by the official schema: sentences."""
    answers = operation(document, method, path)['responses']
    told = answers.get(str(status), answers['default'])
    return problems(document, told['content']['application/json']['schema'], body)


def _form(document, schema, value, path):
    """As `problems`, of what a form carries: texts, lists and nested names."""
    if '$ref' in schema:
        return _form(document, _referred(document, schema), value, path)
    if 'anyOf' in schema:
        return min((_form(document, one, value, path) for one in schema['anyOf']), key=len)
    kind = schema.get('type')
    if kind == 'object':
        return _form_object(document, schema, value, path)
    if kind == 'array':
        items = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(items, list):
            return [f'{path}: {value!r} is no list']
        return [problem for number, item in enumerate(items)
                for problem in _form(document, schema['items'], item, f'{path}[{number}]')]
    return _form_text(schema, value, path)


def _form_object(document, schema, value, path):
    if not isinstance(value, dict):
        return [f'{path}: {value!r} is no structure']
    known, others = schema.get('properties', {}), schema.get('additionalProperties', False)
    found = [f'{path}: {name} is missing' for name in schema.get('required', ())
             if name not in value]
    for name, inner in value.items():
        if name not in known and not others:
            found.append(f'{path}: {name} is not known')
        else:
            found += _form(document, known.get(name, others), inner, f'{path}.{name}')
    return found


WRITTEN = {'integer': r'-?[0-9]+', 'number': r'-?[0-9]+(\.[0-9]+)?',
           # Odoo's `requests` writes True as `True`, and Stripe takes it.
           'boolean': r'[Tt]rue|[Ff]alse', 'string': r'(?s).*'}


def _form_text(schema, value, path):
    if not isinstance(value, str) or not re.fullmatch(WRITTEN[schema['type']], value):
        return [f"{path}: {value!r} is not of type {schema['type']}"]
    if value not in schema.get('enum', [value]):
        return [f'{path}: {value!r} is not one of {schema["enum"]}']
    if len(value) > schema.get('maxLength', len(value)):
        return [f'{path}: longer than {schema["maxLength"]}']
    return []


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
