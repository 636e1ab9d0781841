"""Ways to call Odoo from outside, and how each says no."""

import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import requests

REFUSED = "refused"
CALLERS = 4
MANY = 200  # calls that are worth more than one connection: each costs a login


class Door:
    """One user's way in over XML-RPC."""

    def __init__(self, rpc):
        self._rpc = rpc

    def try_call(self, model, method, *arguments, **keywords):
        """(outcome, answer): REFUSED for an access error, `fault: …` for any other error, and
        `done` when Odoo did what it was asked for."""
        try:
            return "done", self._rpc(model, method, *arguments, **keywords)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode in (3, 4):
                return REFUSED, None
            return f"fault: {_last_line(fault)}", None


def _last_line(fault):
    return fault.faultString.strip().splitlines()[-1][:160]


def sweep(make_rpc, calls):
    """[(call, outcome, answer)] of calls (model, method, *arguments), over several connections."""
    calls = list(calls)
    callers = CALLERS if len(calls) > MANY else 1

    def some(number):
        door = Door(make_rpc())
        return [(index, door.try_call(*calls[index]))
                for index in range(number, len(calls), callers)]

    with ThreadPoolExecutor(callers) as pool:
        found = [pair for part in pool.map(some, range(callers)) for pair in part]
    return [(calls[index], *outcome) for index, outcome in sorted(found, key=lambda one: one[0])]


def done(results):
    """The calls that went through, as (model, method)."""
    return {call[:2] for call, outcome, _answer in results if outcome == "done"}


def not_refused(results):
    """The calls that anything but an access error answered, with that answer."""
    return [(call, outcome) for call, outcome, _answer in results if outcome != REFUSED]


def json2(url, database, key, model, method, **arguments):
    """(status, answer) of JSON-2's door."""
    headers = {"X-Odoo-Database": database, **({"Authorization": f"bearer {key}"} if key else {})}
    answer = requests.post(f"{url}/json/2/{model}/{method}", json=arguments, headers=headers,
                           timeout=60)
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code, answer.json() if "json" in kind else answer.text
