"""Where things live and who runs them. Every path of the sandbox is decided here."""

import os
import pwd
import re
import subprocess
from pathlib import Path

REPO = Path(__file__).resolve().parents[3]
SANDBOX_SOURCE = REPO / "tests" / "sandbox"
ADDON_ROOTS = (REPO / "odoo_addon", REPO / "tests" / "odoo_addons")
# Installed when the tree has them, in this order.
ADDONS = ("quittance", "quittance_sandbox")
PYTHON = "/usr/bin/python3"
SERVICE_USER = "quittance"
MAIN_DATABASE = "quittance"
TEMPLATE_DATABASE = "template_quittance"
BASE_MODULES = (
    "account,account_payment,payment_demo,payment_stripe,payment_worldline,portal,"
    "l10n_fr_account,account_edi_ubl_cii,sms,rpc"
)
# A Unix socket's path holds about a hundred bytes, so names are short.
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,23}")


class SandboxError(Exception):
    """What went wrong and what to do about it, in a sentence for people."""


def checked_name(name):
    """Return the sandbox name, or refuse one that cannot be a folder and a socket path."""
    if not _NAME.fullmatch(name):
        raise SandboxError(f"'{name}' is no sandbox name: a-z, 0-9, - and _, at most 24.")
    return name


def is_root():
    return os.geteuid() == 0


def cache_dir():
    """Downloads and templates, shared by all sandboxes of this user."""
    default = "/var/cache/quittance" if is_root() else "~/.cache/quittance"
    return Path(os.environ.get("QUITTANCE_CACHE") or default).expanduser()


def lock_file(name):
    """Locks live in the cache, so that a sandbox that is gone leaves nothing of its own."""
    return cache_dir() / "locks" / name


def sandboxes_dir():
    default = f"/var/tmp/quittance-{os.geteuid()}"
    return Path(os.environ.get("QUITTANCE_SANDBOXES") or default)


def service_user():
    """The unprivileged account that runs PostgreSQL and Odoo: a pwd entry.

    As root a system user is made for it (neither program runs as root); otherwise it is us.
    """
    if not is_root():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--user-group",
                   "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SERVICE_USER]
        subprocess.run(command, check=True)
        return pwd.getpwnam(SERVICE_USER)
