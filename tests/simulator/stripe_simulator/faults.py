"""Faults: misbehaviour asked for by a test, matched to requests and events, each use counted.

A rule is a dict:
    action          one of ACTIONS
    method, path, reference, key, event
                    what it applies to; shell patterns, absent means any. A rule with `event`
                    applies to webhooks, any other to requests.
    skip            how many matches pass unharmed first (0)
    times           how many it then harms (1; 0 means all of them)
    probability     of harming a match that is neither skipped nor spent (1); drawn from the
                    ledger's seed, so the same run gives the same draws
    seconds, status, value, type, code, message, stored
                    details of the action (docs: README.md)
"""

import fnmatch
import hashlib
import json

from .errors import ApiError

LONGEST_DELAY = 120
BEFORE = ('delay_before', 'hold_before', 'lose_request', 'reset_before', 'error_before',
          'rate_limit', 'conflict', 'answer')
ALTER = ('amount', 'currency', 'unknown_status', 'error_after')
AFTER = ('webhook_first', 'delay_after', 'hold_after', 'lose_reply', 'reset_after', 'slow')
WEBHOOK = ('webhook_twice', 'webhook_never', 'webhook_delay', 'webhook_hold')
ACTIONS = BEFORE + ALTER + AFTER + WEBHOOK
MATCHED = ('method', 'path', 'reference', 'key', 'event')
DETAILS = ('seconds', 'status', 'value', 'type', 'code', 'message', 'stored')


def add(ledger, rule):
    """Check a rule and keep it; returns its number."""
    unknown = set(rule) - {'action', 'skip', 'times', 'probability', *MATCHED, *DETAILS}
    if unknown or rule.get('action') not in ACTIONS:
        raise ApiError(400, f'No such action or field: {sorted(unknown) or rule.get("action")}')
    if ('event' in rule) != (rule['action'] in WEBHOOK):
        raise ApiError(400, '`event` goes with the webhook_… actions, and only with them')
    if not 0 <= float(rule.get('seconds', 0)) <= LONGEST_DELAY and rule['action'] not in WEBHOOK:
        raise ApiError(400, f'seconds: 0 to {LONGEST_DELAY}')
    return ledger.run('INSERT INTO fault (rule) VALUES (?)', json.dumps(rule)).lastrowid


def take(ledger, subject):
    """The rules that harm this request or event, in the order they were added; uses are counted.

    `subject` has the members of MATCHED that it knows.
    """
    taken = []
    with ledger.transaction():
        for row in ledger.rows('SELECT * FROM fault ORDER BY id'):
            rule = json.loads(row['rule'])
            if not _matches(rule, subject):
                continue
            times = rule.get('times', 1)
            if times and row['used'] >= times:
                continue
            harms = row['seen'] >= rule.get('skip', 0) and _drawn(ledger, row, rule)
            ledger.run('UPDATE fault SET seen = seen + 1, used = used + ? WHERE id = ?',
                       int(harms), row['id'])
            if harms:
                taken.append(rule)
    return taken


def _matches(rule, subject):
    if ('event' in rule) != ('event' in subject):
        return False
    return all(fnmatch.fnmatchcase(str(subject.get(name) or ''), rule[name])
               for name in MATCHED if name in rule)


def _drawn(ledger, row, rule):
    probability = rule.get('probability', 1)
    if probability >= 1:
        return True
    text = f"{ledger.setting('seed')}/fault/{row['id']}/{row['seen']}"
    draw = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], 'big')
    return draw < probability * 2 ** 32


def alter(rules, status, body):
    """The answer as the altering rules want it told; the effect stays what it was."""
    for rule in rules:
        action = rule['action']
        if action == 'error_after':
            status = rule.get('status', 500)
            body = {'error': {'type': 'api_error', 'message': 'An unknown error occurred'}}
        elif 'error' in body:
            continue
        elif action == 'amount' and 'amount' in body:
            body = {**body, 'amount': rule.get('value', body['amount'] + 1)}
        elif action == 'currency' and 'currency' in body:
            body = {**body, 'currency': rule.get('value', 'usd')}
        elif action == 'unknown_status' and 'status' in body:
            body = {**body, 'status': rule.get('value', 'banana')}
    return status, body


def is_forgotten(rules):
    """Whether the idempotency layer does not keep this answer (a gateway's error, say)."""
    return any(rule['action'] == 'error_after' and rule.get('stored') is False for rule in rules)
