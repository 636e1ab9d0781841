"""Odoo 19 itself: taken from the user, or fetched from Debian unstable and checked by apt."""

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import settings, system
from .settings import SandboxError

_MACHINE_LINKS = ("javascript", "fonts", "fonts-font-awesome")
# Debian leaves this one file out; without it every page logs an error, which fails every tour.
_LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooTree:
    """An Odoo that can be run: what goes on PYTHONPATH, more addon folders, and its version."""

    python_path: Path
    addons: tuple
    version: str


def find():
    """Return the OdooTree to use: QUITTANCE_ODOO_PATH, QUITTANCE_ODOO_DEB, or Debian's."""
    if path := os.environ.get("QUITTANCE_ODOO_PATH"):
        return _from_folder(Path(path).resolve())
    if deb := os.environ.get("QUITTANCE_ODOO_DEB"):
        return _from_deb(Path(deb).resolve())
    return _from_debian()


def _release(python_path):
    release = python_path / "odoo" / "release.py"
    if not release.is_file():
        raise SandboxError(f"{python_path} has no package 'odoo' (no odoo/release.py).")
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text(), re.M)
    if not found or found.group(1) != "19":
        raise SandboxError(f"{python_path} is not Odoo 19.")
    return f"{found.group(1)}.{found.group(2)}"


def _from_folder(path):
    version = _release(path)
    addons = path / "addons"
    mark = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    return OdooTree(path, (addons,) if addons.is_dir() else (), f"{version}-{mark}")


def _from_deb(deb):
    fields = subprocess.run(["dpkg-deb", "-f", str(deb), "Package", "Version"],
                            capture_output=True, text=True, check=False)
    values = dict(line.split(": ", 1) for line in fields.stdout.splitlines() if ": " in line)
    if not re.fullmatch(r"odoo(-19)?", values.get("Package", "")):
        raise SandboxError(f"{deb} is no Debian package of Odoo 19.")
    digest = hashlib.sha256(deb.read_bytes()).hexdigest()
    return _unpacked(deb, f"{values['Version']}-{digest[:12]}")


def _from_debian():
    folder = settings.cache_dir() / "apt"
    known = sorted((folder / "download").glob("odoo-19_*_all.deb"))
    if not known:
        with system.step("Fetch Odoo 19 from Debian unstable (120 MB, checked by apt)"):
            _download(folder)
        known = sorted((folder / "download").glob("odoo-19_*_all.deb"))
    return _from_deb(known[-1])


def _machine_source():
    """Mirror and keyring of this machine's own Debian entry: (uri, keyring or None)."""
    for path in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            uri = re.search(r"^URIs:\s*(\S+)", stanza, re.M)
            keyring = re.search(r"^Signed-By:\s*(/\S+)", stanza, re.M)
            if uri and uri.group(1).rstrip("/").endswith("/debian"):
                return uri.group(1), keyring and keyring.group(1)
    lines = Path("/etc/apt/sources.list")
    for path in (lines, *sorted(Path("/etc/apt/sources.list.d").glob("*.list"))):
        text = path.read_text() if path.is_file() else ""
        found = re.search(r"^deb\s+(?:\[([^]]*)\]\s+)?(\S+/debian/?)\s", text, re.M)
        if found:
            keyring = re.search(r"signed-by=(/\S+)", found.group(1) or "")
            return found.group(2), keyring and keyring.group(1)
    return "http://deb.debian.org/debian", None


def _download(folder):
    """Let apt fetch the package with lists and state of its own; the machine's stay as they are."""
    uri, keyring = _machine_source()
    keyring = keyring or "/usr/share/keyrings/debian-archive-keyring.gpg"
    for part in ("lists/partial", "cache/archives/partial", "download"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    source = folder / "unstable.sources"
    source.write_text(f"Types: deb\nURIs: {uri}\nSuites: sid\nComponents: main\n"
                      f"Signed-By: {keyring}\n")
    options = [f"Dir::Etc::SourceList={source}", "Dir::Etc::SourceParts=/dev/null",
               f"Dir::State::Lists={folder / 'lists'}", f"Dir::Cache={folder / 'cache'}",
               "Dir::Cache::pkgcache=", "Dir::Cache::srcpkgcache=",
               "Acquire::Check-Valid-Until=false", "Acquire::Languages=none"]
    apt = ["apt-get", "-q"] + [word for option in options for word in ("-o", option)]
    for verb in (["update"], ["download", "odoo-19"]):
        done = subprocess.run(apt + verb, cwd=folder / "download", capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise SandboxError(f"apt could not {' '.join(verb)}:\n{done.stderr.strip()}\n"
                               "Without that mirror, set QUITTANCE_ODOO_DEB or "
                               "QUITTANCE_ODOO_PATH to an Odoo 19 that you have.")
    system.remove_tree(folder / "lists")


def _unpacked(deb, version):
    """Unpack a package into the cache, once per content."""
    target = settings.cache_dir() / "odoo" / version
    python_path = target / "usr/lib/python3/dist-packages"
    with system.locked(settings.lock_file("odoo")):
        if not target.exists():
            with system.step(f"Unpack {deb.name}"):
                _unpack(deb, target)
        stand_in = python_path / _LEFT_OUT
        if not stand_in.exists():
            stand_in.parent.mkdir(parents=True, exist_ok=True)
            stand_in.write_text("/* not part of Debian's package */\n")
    _release(python_path)
    return OdooTree(python_path, (), version)


def _unpack(deb, target):
    part = target.with_name(target.name + ".part")
    if part.exists():
        system.remove_tree(part)
    part.mkdir(parents=True)
    subprocess.run(["dpkg-deb", "-x", str(deb), str(part)], check=True)
    # The web client's scripts and fonts are relative links to the machine's packages.
    for name in _MACHINE_LINKS:
        link = part / "usr/share" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(link):
            link.symlink_to(f"/usr/share/{name}")
    subprocess.run(["chmod", "-R", "a+rX,go-w", str(part)], check=True)
    part.rename(target)
