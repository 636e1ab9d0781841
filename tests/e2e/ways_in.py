"""`quittance serve` with its ways in for suppliers' files open: by HTTP and by drop folder; and books
whose supplier has a profile, so that what it sends is read."""

import hashlib
import signal
import subprocess
import time

import requests
from sandbox.client import free_port

from books import BINARY, PROFILES, Books

ISSUE = """
tokens = env["quittance.supplier.token"].with_user(env.ref("base.user_admin"))
supplier = tokens.env["res.partner"].search([("quittance_supplier_code", "=", code)])
print(tokens._issue(supplier, env.company, "tests"))
env.cr.commit()
"""
REVOKE = """
tokens = env["quittance.supplier.token"].with_user(env.ref("base.user_admin"))
tokens.search([("supplier_id.quittance_supplier_code", "=", code)])._revoke("tests")
env.cr.commit()
"""
LINES = ("SELECT count(*), f.channel FROM quittance_line l JOIN quittance_file f ON f.id = l.file_id"
         " WHERE f.sha256 = '{}' GROUP BY f.channel")
WAIT_SECONDS = 90


def cleaning(*rows):
    """A file of the cleaning supplier, as bytes."""
    text = "\n".join(["Date,Client,Prestation,Heures,Tarif", *(",".join(row) for row in rows), ""])
    return text.encode()


class SuppliedBooks(Books):
    """The supplier SUP has sent a file before, whose profile stands for its further ones."""

    def __enter__(self):
        super().__enter__()
        # The suppliers' profiles come from the configuration's seeds with a first file.
        client = next(iter(self._company["clients"]))
        self.bring("seed.csv", [("2026-09-01", client, "S-1", 1, "10.00")])
        supplier, = self.admin("res.partner", "search", [("quittance_supplier_code", "=", "SUP")])
        profile, = self.admin("quittance.profile", "search", [("supplier_id", "=", supplier)])
        self.admin("res.partner", "write", [supplier], {"quittance_profile_id": profile})
        return self


class Doors:
    """Use as a context manager: it is open within, and at its end looks whether it ended well."""

    def __init__(self, sandbox, database, folder, file_bytes_max=100_000):
        self.sandbox, self.database, self.folder = sandbox, database, folder
        self.port = free_port()
        self.drop = folder / "drop" / "SUP"
        self.drop.mkdir(parents=True)
        (folder / "drop" / "NOBODY").mkdir()
        self.config = sandbox.connector_config(
            folder / "doors.toml", database=database, journal=folder / "witness.journal",
            extra=f'\n[import]\nprofiles_dir = "{PROFILES}"\nfile_bytes_max = {file_bytes_max}\n'
                  f'[http]\nlisten = "127.0.0.1:{self.port}"\nspool = "{folder / "spool"}"\n'
                  f'[drop]\nroot = "{folder / "drop"}"\nsettle_seconds = 1\n')
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop(signal.SIGKILL)
            raise
        return self

    def __exit__(self, kind, *_details):
        if kind is None:
            self.close()
        else:
            self.stop()

    def start(self):
        with open(self.folder / "serve.log", "ab") as log:
            self.process = subprocess.Popen([BINARY, "serve", "--config", self.config],
                                            stdout=log, stderr=log)
        self.until(self._open, "the door is open")

    def _open(self):
        try:
            return requests.get(f"{self.url}/health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=60)

    def until(self, condition, what):
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.2)
        raise AssertionError(f"never: {what}\n" + (self.folder / "serve.log").read_text()[-3000:])

    def close(self):
        self.stop()
        assert self.process.returncode == 0
        assert "serve_ended" in (self.folder / "serve.log").read_text()

    def issue(self, code="SUP"):
        """A token of the supplier's that the connector knows already."""
        token = self.sandbox.shell(ISSUE, self.database, code=code).split()[-1]
        self.until(lambda: self.send(token, b"", code=code).status_code == 422, "a token is known")
        return token

    def send(self, token, content, code="SUP", **parameters):
        return requests.post(
            f"{self.url}/suppliers/{code}/files", data=content, timeout=20, params=parameters,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv",
                     "Content-Length": str(len(content))})

    def job(self, token, number):
        return requests.get(f"{self.url}/jobs/{number}", timeout=20,
                            headers={"Authorization": f"Bearer {token}"}).json()

    def ended(self, token, number):
        return self.until(lambda: (job := self.job(token, number))["state"] not in
                          ("waiting", "reading") and job, f"job {number} ended")

    def lines(self, content):
        return [(int(count), channel) for count, channel in
                self.sandbox.sql(
                    LINES.format(hashlib.sha256(content).hexdigest()), self.database)]
