"""Running programs as the sandbox's user, progress lines, locks, free ports, file trees."""

import contextlib
import fcntl
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import settings
from .settings import SandboxError

# Below the range the kernel gives to outgoing connections, so that none of them takes our port.
_PORTS = range(20000, 29999)


def _identity():
    if not settings.is_root():
        return {}
    user = settings.service_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def become_service_user():
    """Give up root for good in this process; its next program runs as the sandbox's user."""
    if settings.is_root():
        user = settings.service_user()
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)


def run(command, *, env=None, stdin=None, log=None, check=True, cwd="/"):
    """Run a program as the sandbox's user; return its CompletedProcess (text).

    Output goes to the file `log` when given, else it is captured. A failure raises SandboxError
    with the last lines of output.
    """
    command = [str(part) for part in command]
    options = dict(env=env, text=True, cwd=cwd, **_identity())
    if stdin is None:
        options["stdin"] = subprocess.DEVNULL
    else:
        options["input"] = stdin
    if log is None:
        options.update(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        done = subprocess.run(command, **options)
    else:
        with open(log, "a", encoding="utf-8") as sink:
            done = subprocess.run(command, stdout=sink, stderr=subprocess.STDOUT, **options)
    if check and done.returncode != 0:
        output = tail(log, 25) if log else (done.stdout or "") + (done.stderr or "")
        shown = " ".join(command[:4])
        raise SandboxError(f"'{shown} …' ended with {done.returncode}:\n{output.rstrip()}")
    return done


def run_as_self(command):
    """Run a program with our own rights; a failure raises CalledProcessError."""
    subprocess.run([str(part) for part in command], check=True)


def spawn(command, *, env, log):
    """Start a program in a session of its own as the sandbox's user; return its Popen."""
    with open(log, "a", encoding="utf-8") as sink:
        return subprocess.Popen(
            [str(part) for part in command], env=env, cwd="/", stdin=subprocess.DEVNULL,
            stdout=sink, stderr=subprocess.STDOUT, start_new_session=True, **_identity())


def tail(path, lines):
    """The last lines of a text file, or an empty text."""
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def give(path, mode=0o700):
    """Make a folder (parents too) that the sandbox's user owns."""
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    if settings.is_root():
        user = settings.service_user()
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def write_private(path, text):
    """Write a file that only we (root, or the user who runs the sandbox) may read."""
    path = Path(path)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as sink:
        sink.write(text)


def copy_tree(source, target):
    """Copy a folder with owners and times, sharing blocks where the file system can."""
    run_as_self(["cp", "-a", "--reflink=auto", source, target])


def copy_store(source, target):
    """Copy a filestore. Its files are named by content and never rewritten: links will do."""
    linked = subprocess.run(["cp", "-a", "--link", str(source), str(target)],
                            stderr=subprocess.DEVNULL, check=False)
    if linked.returncode != 0:  # another file system
        remove_tree(target)
        copy_tree(source, target)


def remove_tree(path):
    shutil.rmtree(path, ignore_errors=True)
    if os.path.lexists(path):
        raise SandboxError(f"{path} could not be removed.")


@contextlib.contextmanager
def locked(path):
    """Hold an exclusive lock on a file; others wait."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def free_ports(count, taken=()):
    """Loopback ports that nothing listens on now."""
    found = []
    for port in random.sample(_PORTS, 400):
        if port in taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise SandboxError("No free loopback port was found.")


def processes_of_session(session):
    """The ids of the living processes that belong to a session (zombies apart)."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(entry.name))
    return found


def parent(pid):
    """The id of a process's parent, or 0."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def command_line(pid):
    """The command line of a process, or an empty text when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextlib.contextmanager
def step(text):
    """Say what is being done and how long it took, on standard error."""
    live = sys.stderr.isatty()
    if live:
        print(f"  … {text}", end="", file=sys.stderr, flush=True)
    begin = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"\r  ✗ {text}" if live else f"  ✗ {text}", file=sys.stderr, flush=True)
        raise
    seconds = time.monotonic() - begin
    print(f"{chr(13) if live else ''}  ✓ {text} ({seconds:.1f} s)", file=sys.stderr, flush=True)


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)
