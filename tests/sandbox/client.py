"""For tests: a sandbox by name, its databases, XML-RPC and odoo shell.

With the folder tests/ on the path (./check sets PYTHONPATH so):

    from sandbox.client import attach
    sandbox = attach()                      # QUITTANCE_SANDBOX, or attach("name")
    odoo = sandbox.rpc("accountant")        # or admin, supervisor, client, connector
    odoo("res.partner", "search_count", [])
    with sandbox.fresh_database() as name:  # a copy of the installed template, dropped at the end
        sandbox.rpc("connector", name).quittance("hello", {"contract": "1", "keys": []})
    sandbox.shell("print(env.company.name)")
    sandbox.sql("SELECT count(*) FROM account_move")
"""

import contextlib
import os
import secrets
import socket
import sys
import time
import xmlrpc.client
from pathlib import Path

# Appended: `client` must not hide another folder's module of that name.
sys.path.append(str(Path(__file__).resolve().parent))

from sandboxlib import settings  # noqa: E402 - the path is set above
from sandboxlib.instance import Sandbox  # noqa: E402
from sandboxlib.settings import SandboxError  # noqa: E402

__all__ = ["Attached", "Rpc", "SandboxError", "attach", "started"]

TURN_SECONDS = 0.2


class _Once(xmlrpc.client.Transport):
    """Python's transport silently sends a call again when the connection drops; this one never."""

    def __init__(self, timeout):
        super().__init__(use_builtin_types=True)
        self._timeout = timeout

    def request(self, host, handler, request_body, verbose=False):
        return self.single_request(host, handler, request_body, verbose)

    def make_connection(self, host):
        connection = super().make_connection(host)
        connection.timeout = self._timeout
        return connection


class Rpc:
    """One user on one database over XML-RPC. Not for several threads: make one for each."""

    def __init__(self, url, database, login, password, timeout=300):
        self.url, self.database, self.login = url, database, login
        self._password = password
        self._common = self._proxy("common", timeout)
        self._object = self._proxy("object", timeout)
        self.uid = self._common.authenticate(database, login, password, {})
        if not self.uid:
            raise SandboxError(f"{login} could not log in to {database}.")

    def _proxy(self, service, timeout):
        return xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/{service}",
                                         transport=_Once(timeout), allow_none=True)

    def __call__(self, model, method, *arguments, **keywords):
        """Call a model's method; raises xmlrpc.client.Fault as Odoo answers it."""
        return self._object.execute_kw(self.database, self.uid, self._password, model, method,
                                       list(arguments), keywords)

    def quittance(self, method, payload):
        """Call `quittance.rpc` by its contract: one struct in, one struct out; again when no worker
        was free for it."""
        while (answer := self("quittance.rpc", method, payload)).get("no_worker"):
            time.sleep(TURN_SECONDS)
        return answer

    def search_read(self, model, domain, fields, **keywords):
        return self(model, "search_read", domain, fields, **keywords)


class Attached:
    """A sandbox that is up. `state` is what `status --json` prints."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self.state = sandbox.state()
        self.name, self.url = self.state["name"], self.state["url"]
        self.database, self.folder = self.state["database"], Path(self.state["dir"])

    def status(self):
        return self._sandbox.status()

    def rpc(self, role="admin", database=None, timeout=300):
        """An Rpc for a role: admin, accountant, supervisor, client or connector."""
        if role == "connector":
            login, password = self.state["connector_login"], self.state["api_key"]
        else:
            login = self.state["logins"][role]["login"]
            password = self.state["logins"][role]["api_key"]
        return Rpc(self.url, database or self.database, login, password, timeout)

    @contextlib.contextmanager
    def fresh_database(self, prefix="t", source=settings.TEMPLATE_DATABASE):
        """A database of its own with filestore, copied from the template; dropped at the end."""
        name = f"{prefix}{secrets.token_hex(4)}"
        self._sandbox.create_database(name, source)
        try:
            yield name
        finally:
            self._sandbox.drop_database(name)

    def create_database(self, name, source=settings.TEMPLATE_DATABASE):
        self._sandbox.create_database(name, source)

    def drop_database(self, name):
        self._sandbox.drop_database(name)

    def shell(self, source, database=None, **values):
        """Run Python in odoo shell; `values` are defined there; returns what it printed."""
        return self._sandbox.odoo().script(source, database or self.database, values)

    def sql(self, statement, database=None):
        """Run SQL as the cluster's owner; returns rows as lists of texts."""
        return self._sandbox.cluster.query(statement, database or self.database)

    def connector_config(self, path, *, database=None, journal=None, extra=""):
        """Write a connector configuration for another database or journal; returns its path.

        `extra` is TOML that is added at the end.
        """
        text = self._sandbox.connector_config(database or self.database, journal) + extra
        Path(path).write_text(text, encoding="utf-8")
        return Path(path)

    def workers(self):
        """The process ids of Odoo's workers (with --workers 0 the one process)."""
        return self._sandbox.odoo().worker_pids()

    def stop_odoo(self):
        self._sandbox.stop_odoo()

    def start_odoo(self):
        self._sandbox.start_odoo()

    def odoo_log(self):
        return self._sandbox.odoo().log


def attach(name=None):
    """The running sandbox of this name (QUITTANCE_SANDBOX when not given)."""
    name = name or os.environ.get("QUITTANCE_SANDBOX")
    if not name:
        raise SandboxError("Say which sandbox: set QUITTANCE_SANDBOX to a name that is up.")
    return Attached(Sandbox(name))


@contextlib.contextmanager
def started(name, **options):
    """Bring a sandbox up for a block and take it down after it (options of Sandbox.up)."""
    sandbox = Sandbox(name)
    sandbox.up(**options)
    try:
        yield Attached(sandbox)
    finally:
        sandbox.down()


def free_port():
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
