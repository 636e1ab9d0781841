"""The sandbox of a benchmark: databases copied from a seed, and the connector measured."""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests"))

from sandbox.client import started  # noqa: E402 - the path is set above
from simulator.client import Simulator  # noqa: E402

__all__ = ["CONNECTOR", "ROOT", "Lab", "Simulator", "lab", "say"]

CONNECTOR = ROOT / "build" / "release" / "connector" / "quittance"


def say(text):
    """Progress for a person at a terminal; none when piped."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


class _PeakMemory:
    """The high-water mark of a process's resident memory, read until it ends.

    Not wait4's: the kernel counts what this Python had before the program took its place.
    """

    def __init__(self, pid):
        self._status = Path(f"/proc/{pid}/status")
        self._kib = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._ended.wait(0.02):
            with contextlib.suppress(OSError):
                for line in self._status.read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        self._kib = int(line.split()[1])

    def stop(self):
        """MiB."""
        self._ended.set()
        self._thread.join()
        return self._kib / 1024


class Lab:
    """An attached sandbox and a folder for configurations and journals."""

    def __init__(self, sandbox, folder):
        self.sandbox = sandbox
        self.folder = Path(folder)

    def warm(self, database, role="admin"):
        """Load the database's registry in every worker before anything is timed."""
        for _round in range(4 * max(1, self.sandbox.state["workers"])):
            self.sandbox.rpc(role, database)("res.users", "search_count", [])

    def connector(self, database, *arguments, connections=2, expect=(0, 1)):
        """Run the connector; (its --json report, wall seconds, peak MiB of memory).

        `connections` 0: as many as Odoo's workers allow. Errors: RuntimeError for another exit
        code than 0 (done) and 1 (a person has something to do), or those expected.
        """
        config = self.sandbox.connector_config(
            self.folder / f"{database}.toml", database=database,
            journal=self.folder / f"{database}.sqlite")
        config.write_text(config.read_text().replace(
            "connections = 2", f"connections = {connections}"))
        command = [CONNECTOR, *arguments, "--config", config, "--json"]
        begin = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            peak = _PeakMemory(process.pid)
            output = process.stdout.read()
            code = process.wait()
        seconds = time.monotonic() - begin
        if code not in expect:
            raise RuntimeError(f"The connector ended with {code}: {' '.join(map(str, command))}")
        return json.loads(output.splitlines()[-1]), seconds, peak.stop()


@contextlib.contextmanager
def lab(name, workers, **options):
    """A Lab on a sandbox of its own, which is taken down whatever happens."""
    with started(name, workers=workers, **options) as sandbox, tempfile.TemporaryDirectory() as folder:
        yield Lab(sandbox, folder)
