"""Odoo's processes: the configuration, one-off commands, shell scripts, the server."""

import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import cluster, settings, system
from .settings import SandboxError

# Started by this file's path, not by `-m odoo`: the server starts its websocket process by its own
# `sys.argv[0]`, and where that fails it tries again at once, for ever.
_PROGRAM = "import odoo.cli\n\nif __name__ == \"__main__\":\n    odoo.cli.main()\n"
# The endpoints are deprecated in 19 and Odoo says so on every single call.
_MUTED = ("odoo.addons.rpc.controllers.xmlrpc:ERROR", "odoo.addons.rpc.controllers.jsonrpc:ERROR")


class Odoo:
    """Odoo for one cluster: `folder` holds odoo.conf, data, logs and the process id."""

    def __init__(self, folder, tree, database_cluster):
        self.folder = Path(folder)
        self.tree = tree
        self.cluster = database_cluster
        self.config = self.folder / "odoo.conf"
        self.program = self.folder / "odoo_server.py"
        self.data = self.folder / "data"
        self.log = self.folder / "odoo.log"
        self._pid_file = self.folder / "odoo.pid"

    def configure(self, addons, *, port=8069, gevent_port=8072, workers=0, cron=False,
                  database=settings.MAIN_DATABASE):
        """Write odoo.conf and the program. `addons` are the folders beside Odoo's own."""
        system.give(self.data)
        values = {
            "addons_path": ",".join(str(path) for path in (*self.tree.addons, *addons)),
            "data_dir": self.data,
            "db_host": self.cluster.socket, "db_port": cluster.PORT, "db_user": cluster.ROLE,
            "db_name": database, "db_maxconn": 48,
            "list_db": False, "proxy_mode": False, "without_demo": True,
            "http_interface": "127.0.0.1", "http_port": port, "gevent_port": gevent_port,
            "workers": workers, "max_cron_threads": 1 if cron else 0,
            "limit_time_real": 300, "limit_time_cpu": 300, "limit_time_real_cron": 600,
            # No message leaves the sandbox: port 9 of this machine takes no mail.
            "smtp_server": "127.0.0.1", "smtp_port": 9,
            "screenshots": self.data / "screenshots",
            "log_handler": ",".join((":INFO", *_MUTED)),
        }
        if not values["addons_path"]:
            del values["addons_path"]
        text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        self.config.write_text(text)
        self.config.chmod(0o644)
        self.program.write_text(_PROGRAM)
        self.program.chmod(0o644)

    def environment(self):
        kept = {key: os.environ[key] for key in ("LANG", "TZ") if key in os.environ}
        # Byte code is shared by all sandboxes and kept out of the trees.
        return {**kept, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.data),
                "PYTHONPATH": str(self.tree.python_path), "LC_ALL": "C.UTF-8",
                "PYTHONPYCACHEPREFIX": str(system.give(settings.cache_dir() / "bytecode"))}

    def command(self, *arguments, subcommand="server"):
        return [settings.PYTHON, str(self.program), subcommand, "-c", str(self.config), *arguments]

    def once(self, *arguments, log=None, check=True, roots=()):
        """Run the server for one purpose (installing, tests) until it stops by itself.

        Return its exit code; what it wrote is in `log` (setup.log by default).
        """
        log = log or self.folder / "setup.log"
        arguments = [*arguments, *self._addons_path(roots)]
        done = system.run(
            self.command(*arguments, "--workers=0", "--max-cron-threads=0", "--no-http",
                         "--stop-after-init"),
            env=self.environment(), log=log, check=check)
        return done.returncode

    def tests(self, database, tags, modules, log, *, roots, ports):
        """Run Odoo's tests with `tags` while updating `modules`; return the exit code.

        `roots` are this tree's addon folders, `ports` two free ones for tests that use HTTP.
        """
        arguments = ["-d", database, "-u", modules, "--test-tags", tags, "--stop-after-init",
                     "--workers=0", "--max-cron-threads=0", f"--http-port={ports[0]}",
                     f"--gevent-port={ports[1]}"]
        arguments += self._addons_path(roots)
        return system.run(self.command(*arguments), env=self.environment(), log=log,
                          check=False).returncode

    def _addons_path(self, roots):
        """The option for addon folders that odoo.conf does not name yet."""
        paths = ",".join(str(path) for path in (*self.tree.addons, *roots))
        return [f"--addons-path={paths}"] if roots else []

    def script(self, source, database, values=None):
        """Run Python text in `odoo shell` on a database; return what it printed.

        `values` are names it finds defined. It must commit by itself.
        """
        head = "".join(f"{name} = {value!r}\n" for name, value in (values or {}).items())
        body = head + source
        code = f"exec(compile({body!r}, '<script>', 'exec'), globals())\n"
        done = system.run(
            self.command("-d", database, "--no-http", "--log-level=error", subcommand="shell"),
            env=self.environment(), stdin=code, check=False)
        if done.returncode != 0 or "Traceback (most recent call last)" in done.stderr:
            raise SandboxError(f"A script in odoo shell failed:\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self, url, seconds=90):
        """Start the server and wait until it answers."""
        self.stop()  # what a killed server left holds the ports
        process = system.spawn(self.command(), env=self.environment(), log=self.log)
        self._pid_file.write_text(str(process.pid))
        end = time.monotonic() + seconds
        while not answers(url):
            if process.poll() is not None:
                raise SandboxError(f"Odoo stopped while starting:\n{system.tail(self.log, 25)}")
            if time.monotonic() > end:
                raise SandboxError(f"Odoo does not answer after {seconds} s; see {self.log}.")
            time.sleep(0.2)

    def pid(self):
        """The main process's id while it lives, else 0. A reused id is not taken for ours."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return 0
        return pid if str(self.config) in system.command_line(pid) else 0

    def worker_pids(self):
        """The processes that answer requests (the main one when it runs threads)."""
        master = self.pid()
        children = [pid for pid in self._living(master) if system.parent(pid) == master]
        workers = [pid for pid in children if "gevent" not in system.command_line(pid)]
        return workers or ([master] if master else [])

    def stop(self, seconds=15):
        """End the server and everything of its session, politely first."""
        try:
            session = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        if self.pid():
            os.kill(session, signal.SIGTERM)
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._living(session):
            time.sleep(0.1)
        for pid in self._living(session):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._pid_file.unlink(missing_ok=True)

    def _living(self, session):
        """Processes of the server's session, if that session is still ours."""
        home = f"HOME={self.data}".encode()
        ours = []
        for pid in system.processes_of_session(session):
            try:
                if home in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    ours.append(pid)
            except OSError:
                continue
        return ours


def answers(url):
    """Whether an Odoo answers at this address."""
    try:
        with urllib.request.urlopen(f"{url}/web/health", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
