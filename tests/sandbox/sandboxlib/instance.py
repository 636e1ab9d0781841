"""One sandbox: up, down, reset, extra databases, and the state file that describes it."""

import json
import os
import re
import secrets
from pathlib import Path

from . import cluster as clusters
from . import odoo_tests, package, settings, system, template
from .odoo import Odoo, answers
from .settings import SandboxError

CONNECTOR_LOGIN = "quittance-connector"
# The role in status --json, and the login in Odoo.
LOGINS = {"admin": "admin", "accountant": "accountant", "supervisor": "supervisor",
          "client": "client@villa.example"}

# See config/quittance.example.toml.
_CONNECTOR_CONFIG = """# Made by tests/sandbox for the sandbox '{name}'.
[odoo]
url = "{url}"
database = "{database}"
login = "{connector_login}"
api_key_file = "{dir}/api_key"
connections = 2

[company]
id = 1

[journal]
path = "{journal}"
"""


class Sandbox:
    """The sandbox of one name. Its state is in state.json in its folder, readable by us alone."""

    def __init__(self, name):
        self.name = settings.checked_name(name)
        self.folder = settings.sandboxes_dir() / self.name
        self.cluster = clusters.Cluster(self.folder)
        self._state_file = self.folder / "state.json"
        self._lock = settings.lock_file(f"sandbox-{self.name}")

    # -- state ---------------------------------------------------------------------------------

    def exists(self):
        return self._state_file.is_file()

    def state(self):
        """The sandbox's description (see status), as stored by `up`."""
        if not self.exists():
            raise SandboxError(f"There is no sandbox '{self.name}'. Make it with: "
                               f"tests/sandbox/sandbox up --name {self.name}")
        return json.loads(self._state_file.read_text())

    def status(self):
        """The state with what runs now: `running`, `odoo_running`, `postgres_running`."""
        state = self.state()
        odoo, postgres = bool(self.odoo().pid()), self.cluster.running()
        return {**state, "running": odoo and postgres and answers(state["url"]),
                "odoo_running": odoo, "postgres_running": postgres,
                "odoo_pid": self.odoo().pid(),
                "databases": self.cluster.databases() if postgres else []}

    def odoo(self):
        """The Odoo of this sandbox, as it was set up."""
        stored = self.state()["odoo"]
        tree = package.OdooTree(Path(stored["python_path"]),
                                tuple(Path(path) for path in stored["addons"]),
                                stored["version"])
        return Odoo(self.folder, tree, self.cluster)

    # -- life ----------------------------------------------------------------------------------

    def up(self, *, workers=2, cron=False, addon=True, addons=settings.ADDONS):
        """Bring the sandbox up, with these addons of the tree; one that runs is left as it is."""
        os.umask(0o022)  # the sandbox's user must be able to read the cache
        with system.locked(self._lock):
            if self.exists():
                self._resume()
                return
            if self.folder.exists():
                self._remove()
            try:
                self._create(workers, cron, addons if addon else ())
            except BaseException:
                self._keep_logs()
                self._remove()
                raise

    def _create(self, workers, cron, addons):
        tree = package.find()
        roots = template.readable_roots() if addons else []
        found = template.addon_folders(addons) if addons else {}
        templates = template.Templates(tree, found, roots)
        templates.ready()
        self.folder.mkdir(parents=True)
        with system.step("Copy the template"):
            templates.copy_into(self.folder)
        state = self._new_state(tree, roots, found, workers, cron)
        system.write_private(self._state_file, json.dumps(state, indent=2))
        odoo = self.odoo()
        self._configure(odoo, state)
        with system.step("Start PostgreSQL"):
            self.cluster.start()
        with system.step("Give it its own passwords, key and address"):
            self._identify(odoo, state)
        with system.step(f"Create the database {settings.MAIN_DATABASE}"):
            self._copy_database(settings.MAIN_DATABASE)
        self._start_odoo(odoo, state)

    def _new_state(self, tree, roots, found, workers, cron):
        port, gevent_port = system.free_ports(2, self._taken_ports())
        folder = self.folder
        logins = {role: {"login": login, "password": secrets.token_urlsafe(15)}
                  for role, login in LOGINS.items()}
        return {
            "name": self.name, "url": f"http://127.0.0.1:{port}", "port": port,
            "gevent_port": gevent_port, "database": settings.MAIN_DATABASE, "dir": str(folder),
            "pg_socket": str(self.cluster.socket), "pg_port": clusters.PORT,
            "pg_role": clusters.ROLE, "addons_path": [str(root) for root in roots],
            "installed_addons": list(found), "logins": logins, "api_key": "",
            "connector_login": CONNECTOR_LOGIN, "connector_config": str(folder / "connector.toml"),
            "workers": workers, "cron": cron,
            "odoo": {"python_path": str(tree.python_path), "version": tree.version,
                     "addons": [str(path) for path in tree.addons]},
        }

    def _taken_ports(self):
        taken = set()
        for path in settings.sandboxes_dir().glob("*/state.json"):
            other = json.loads(path.read_text())
            taken |= {other["port"], other["gevent_port"]}
        return taken

    @staticmethod
    def _configure(odoo, state):
        odoo.configure(state["addons_path"], port=state["port"], gevent_port=state["gevent_port"],
                       workers=state["workers"], cron=state["cron"])

    def _identify(self, odoo, state):
        """Passwords and key go into the template database, so that every copy shares them."""
        values = {
            "base_url": state["url"], "key_login": CONNECTOR_LOGIN,
            "passwords": {login["login"]: login["password"] for login in state["logins"].values()},
        }
        source, = template.scripts("identity.py")
        printed = odoo.script(source, settings.TEMPLATE_DATABASE, values)
        keys = dict(line[8:].split(" ") for line in printed.splitlines()
                    if line.startswith("API_KEY="))
        state["api_key"] = keys.get(CONNECTOR_LOGIN, "")
        for login in state["logins"].values():
            login["api_key"] = keys[login["login"]]
        system.write_private(self._state_file, json.dumps(state, indent=2))
        system.write_private(self.folder / "api_key", state["api_key"] + "\n")
        (self.folder / "connector").mkdir(mode=0o700, exist_ok=True)
        system.write_private(state["connector_config"], self.connector_config(state["database"]))

    def _start_odoo(self, odoo, state):
        with system.step("Start Odoo"):
            odoo.start(state["url"])

    def _resume(self):
        state, odoo = self.state(), self.odoo()
        if not self.cluster.running():
            (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
            with system.step("Start PostgreSQL"):
                self.cluster.start()
        if odoo.pid():
            system.say(f"✓ Sandbox '{self.name}' runs already")
        else:
            self._start_odoo(odoo, state)

    def down(self):
        """Stop everything and remove the folder. Without a sandbox it does nothing."""
        with system.locked(self._lock):
            if self.folder.exists():
                self._remove()

    def _remove(self):
        if self.exists():
            self.odoo().stop(seconds=5)
        self.cluster.stop("immediate")
        system.remove_tree(self.folder)

    def _keep_logs(self):
        """What a failed `up` wrote stays in the cache as failed.log."""
        text = "\n".join(system.tail(self.folder / name, 400)
                         for name in ("run/postgresql.log", "setup.log", "odoo.log"))
        if text.strip():
            (settings.cache_dir() / "failed.log").write_text(text)

    def connector_config(self, database, journal=None):
        """The connector's configuration (TOML) for a database of this sandbox."""
        state = self.state()
        return _CONNECTOR_CONFIG.format(
            **{**state, "database": database},
            journal=journal or self.folder / "connector" / f"{database}.journal")

    # -- Odoo's server alone -------------------------------------------------------------------

    def stop_odoo(self):
        self.odoo().stop()

    def start_odoo(self):
        if not self.odoo().pid():
            self._start_odoo(self.odoo(), self.state())

    def update(self, modules=None):
        """Update the tree's addons in the main and the template database, then restart Odoo."""
        state, odoo = self.state(), self.odoo()
        odoo.stop()
        found = list(template.addon_folders())
        if not found:
            raise SandboxError("The tree has no addon to update.")
        state["addons_path"] = [str(root) for root in template.readable_roots()]
        system.write_private(self._state_file, json.dumps(state, indent=2))
        self._configure(odoo, state)
        new = [name for name in found if name not in state["installed_addons"]]
        arguments = ["-u", modules or ",".join(found)] + (["-i", ",".join(new)] if new else [])
        for database in (settings.TEMPLATE_DATABASE, settings.MAIN_DATABASE):
            with system.step(f"Update {modules or ', '.join(found)} in {database}"):
                odoo.once("-d", database, *arguments)
        self._start_odoo(odoo, state)

    # -- databases -----------------------------------------------------------------------------

    def reset(self):
        """Make the main database anew from the template; passwords and key stay the same."""
        odoo, state = self.odoo(), self.state()
        with system.step("Stop Odoo"):
            odoo.stop()
        with system.step(f"Make {state['database']} anew"):
            self.drop_database(state["database"])
            self._copy_database(state["database"])
        self._start_odoo(odoo, state)

    def create_database(self, name, source=settings.TEMPLATE_DATABASE):
        """Make a database with its filestore, a copy of the template or of `source`."""
        self.state()
        if name in self.cluster.databases():
            raise SandboxError(f"The database {name} exists already.")
        self._copy_database(name, source)

    def drop_database(self, name):
        self.state()
        if name == settings.TEMPLATE_DATABASE:
            raise SandboxError("The template stays; every database here is made from it.")
        self.cluster.drop_database(name)
        system.remove_tree(self.odoo().data / "filestore" / name)

    def _copy_database(self, name, source=settings.TEMPLATE_DATABASE):
        self.cluster.create_database(settings.checked_name(name), source)
        store = self.odoo().data / "filestore"
        system.remove_tree(store / name)
        if (store / source).exists():
            system.copy_store(store / source, store / name)

    def test(self, tags="/quittance", log=None):
        """Run Odoo's own tests on a fresh database; return (TestResult, path of the log)."""
        database = f"test{secrets.token_hex(4)}"
        roots = template.readable_roots()
        known = template.addon_folders()
        named = [name for name in known if re.search(rf"/{name}\b", tags)] or list(known)
        if not named:
            raise SandboxError("The tree has no addon to test.")
        self.create_database(database)
        # The addon's tests make this user themselves.
        self.cluster.query("UPDATE res_users SET login = 'sandbox-connector' "
                           f"WHERE login = '{CONNECTOR_LOGIN}'", database)
        log = Path(log or self.folder / "test.log")
        log.unlink(missing_ok=True)
        ports = system.free_ports(2, self._taken_ports())
        new = [name for name in named if name not in self.state()["installed_addons"]]
        try:
            if new:
                self.odoo().once("-d", database, "-i", ",".join(new), roots=roots)
            code = self.odoo().tests(database, tags, ",".join(named), log, roots=roots,
                                     ports=ports)
        finally:
            self.drop_database(database)
        return odoo_tests.read(log, code), log
