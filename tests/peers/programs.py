"""The peers as processes: started on loopback ports, waited for, ended."""

import contextlib
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

CACHE = pathlib.Path(os.environ.get("QUITTANCE_CACHE") or (
    "/var/cache/quittance" if os.getuid() == 0 else pathlib.Path.home() / ".cache/quittance"))
STRIPE_MOCK = CACHE / "go-peers" / "stripe-mock"
LOCALSTRIPE = CACHE / "python-peers" / "bin" / "localstripe"
SECONDS = 30


@contextlib.contextmanager
def running(command, url, folder):
    """A peer's process for a block, once it answers HTTP at `url`."""
    log = pathlib.Path(folder) / "peer.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    try:
        _wait(process, url, log)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process, url, log):
    limit = time.monotonic() + SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"it does not answer at {url}:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def _answers(url):
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
