"""The signature of a request, as Worldline's documentation describes it ("authentication").

Written from the documentation and held against the published vectors, not copied from Odoo.
"""

import base64
import hashlib
import hmac
import re

CONTENT_IS_SIGNED = {'POST', 'PUT', 'DELETE'}


def sign(secret, method, path, headers):
    """The signature in base64; `headers` maps names in any case to values."""
    given = {name.lower(): value for name, value in headers.items()}
    lines = [method, given.get('content-type', '') if method in CONTENT_IS_SIGNED else '',
             given.get('date', '')]
    lines += [f'{name}:{_folded(given[name])}' for name in sorted(given)
              if name.startswith('x-gcs')]
    text = '\n'.join([*lines, path]) + '\n'
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def fits(secret, method, path, headers):
    """Whether a request is signed with this secret, by any key id."""
    given = re.fullmatch(r'GCS v1HMAC:([^:]+):(\S+)', headers.get('Authorization') or '')
    return bool(given) and hmac.compare_digest(
        given[2], sign(secret, method, path, headers))


def _folded(value):
    return re.sub(r'\r?\n[^\S\r\n]*', ' ', value).strip()
