"""The demo's place: its sandbox, its simulator, its state between two calls, its connector."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from sandbox import client  # noqa: E402 - the path is set above
from simulator.client import Control  # noqa: E402

NAME = os.environ.get("QUITTANCE_DEMO_SANDBOX", "demo")
CONNECTOR = ROOT / "build" / "release" / "connector" / "quittance"
SAMPLE = ROOT / "tests" / "fixtures" / "sample_month"
SIMULATOR = ROOT / "tests" / "simulator" / "simulator"
WEBHOOK_SECRET = "whsec_quittance_demo"


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


class Stage:
    """Where the demo runs. `seconds` has how long each step took; `state` outlives the process."""

    def __init__(self, quiet):
        self.sandbox_process = client.Sandbox(NAME)
        self.quiet = quiet
        self.state = {}
        self.seconds = {}

    # -- life ----------------------------------------------------------------------------------

    def up(self):
        self.sandbox_process.up(workers=2)
        self.sandbox = client.attach(NAME)
        self._state_file = self.sandbox.folder / "demo.json"
        if self._state_file.exists():
            self.state = json.loads(self._state_file.read_text())
        self._config = self.sandbox.connector_config(
            self.sandbox.folder / "demo.toml",
            extra=f'\n[import]\nprofiles_dir = "{ROOT / "config" / "profiles"}"\n')
        self._start_simulator()

    def save(self):
        self._state_file.write_text(json.dumps(self.state, indent=1))
        self._state_file.chmod(0o600)

    def down(self):
        path = self.sandbox_process.folder / "demo.json"
        if path.exists():
            _end(json.loads(path.read_text()).get("simulator_pid"))
        self.sandbox_process.down()

    def _start_simulator(self):
        if _alive(self.state.get("simulator_pid")):
            self._reach_simulator()
            return
        process = subprocess.Popen(
            [SIMULATOR, "run", "--port", str(self.state.get("simulator_port", 0)),
             "--ledger", str(self.sandbox.folder / "provider.db")],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        line = process.stdout.readline()
        if not line:
            raise DemoError("The provider simulator did not start.")
        ready = json.loads(line)
        self.state.update(simulator_pid=ready["pid"], simulator_url=ready["url"],
                          simulator_port=ready["port"], simulator_token=ready["token_file"])
        self.save()
        self._reach_simulator()

    def _reach_simulator(self):
        token = Path(self.state["simulator_token"]).read_text(encoding="ascii").strip()
        self.simulator = Control(self.state["simulator_url"], token)

    # -- saying --------------------------------------------------------------------------------

    def say(self, text):
        if not self.quiet:
            print(text, flush=True)

    def timed(self, name, work):
        """Run a step, note its seconds, say that it is done."""
        if sys.stderr.isatty():
            print(f"\r\033[K… {name}", end="", file=sys.stderr, flush=True)
        begin = time.monotonic()
        result = work()
        self.seconds[name] = round(time.monotonic() - begin, 2)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        self.say(f"✓ {name} ({self.seconds[name]:.1f} s)")
        return result

    # -- working -------------------------------------------------------------------------------

    def connector(self, *arguments, expect=(0, 1)):
        """Run the real connector; its JSON report, with its exit code as `exit_code`."""
        done = subprocess.run(
            [CONNECTOR, *arguments, "--config", self._config, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode not in expect:
            raise DemoError(f"`quittance {' '.join(map(str, arguments))}` ended with "
                            f"{done.returncode}: {done.stderr.strip()[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def rows(self, query):
        """SQL as rows of texts."""
        return self.sandbox.sql(query)


def _alive(pid):
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _end(pid):
    if _alive(pid):
        os.kill(pid, signal.SIGTERM)
