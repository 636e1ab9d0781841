"""A private PostgreSQL cluster: a folder, a Unix socket nobody else can reach, no TCP."""

import re
import time
from pathlib import Path

from . import system
from .settings import SandboxError

OWNER = "postgres"
ROLE = "odoo"
COPY_TRIES = 10  # a session may come back between the closing and the copy
PORT = 5432  # only part of the socket's file name: nothing listens on the network

_CONFIG = """
listen_addresses = ''
port = 5432
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
jit = off
log_min_duration_statement = -1
log_line_prefix = '%m [%p] %d '
"""


def binaries():
    """The folder of the newest PostgreSQL server programs on this machine."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        raise SandboxError("No PostgreSQL server programs: run tests/sandbox/install odoo.")
    return max(found, key=lambda path: float(re.sub(r"[^\d.]", "", path.parent.name) or 0))


class Cluster:
    """One cluster in `folder` (data in pgdata, socket in run)."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "pgdata"
        self.socket = self.folder / "run"
        self.log = self.socket / "postgresql.log"

    def create(self):
        """Make an empty cluster that listens on a socket alone."""
        system.give(self.data)
        system.run([binaries() / "initdb", "-D", self.data, "-U", OWNER, "-A", "trust", "-E",
                    "UTF8", "--locale=C.UTF-8", "--no-sync"])
        # Trust is for the socket alone; its folder is closed to everyone but the owner.
        (self.data / "pg_hba.conf").write_text("local all all trust\n")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as config:
            config.write(_CONFIG)

    def start(self, durable=True):
        """Start the server; without `durable` it does not wait for the disk (templates only)."""
        system.give(self.socket)
        options = f"-c unix_socket_directories={self.socket}"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        system.run([binaries() / "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60",
                    "-o", options, "start"], log=self.folder / "pg_ctl.log")

    def stop(self, mode="fast"):
        if self.running():
            system.run([binaries() / "pg_ctl", "-D", self.data, "-m", mode, "-w", "stop"],
                       check=False)

    def running(self):
        if not self.data.is_dir():
            return False
        return system.run([binaries() / "pg_ctl", "-D", self.data, "status"],
                          check=False).returncode == 0

    def client(self, program, *arguments, role=OWNER):
        """The command line of a PostgreSQL client program for this cluster."""
        return [str(binaries() / program), "-h", str(self.socket), "-p", str(PORT), "-U", role,
                *arguments]

    def query(self, statement, database="postgres"):
        """Run SQL as the cluster's owner; return the rows as a list of text lists."""
        done = system.run(self.client("psql", "-X", "-q", "-At", "-F", "\t", "-v",
                                      "ON_ERROR_STOP=1", "-d", database, "-f", "-"),
                          stdin=statement)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def databases(self):
        return [row[0] for row in self.query(
            "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")]

    def create_role(self):
        """The role that Odoo uses: it makes databases of its own and is no superuser."""
        self.query(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def create_database(self, name, template="template0"):
        """A copy of `template`. Odoo's idle sessions on it are closed; Odoo opens others later."""
        command = self.client("createdb", "-O", ROLE, "-T", template, "-E", "UTF8", name)
        for _again in range(COPY_TRIES):
            self.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                       f" WHERE datname = '{template}' AND state LIKE 'idle%'")
            if system.run(command, check=False).returncode == 0:
                return
            time.sleep(0.2)
        system.run(command)  # and say why not

    def drop_database(self, name):
        system.run(self.client("dropdb", "--if-exists", "--force", name))
