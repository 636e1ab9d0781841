"""Templates: stopped clusters in the cache that a new sandbox copies instead of installing.

Level one holds Odoo with the French accounting modules; level two adds this tree's addons and the
sandbox's users. Each is keyed by everything that it was made from.
"""

import hashlib
import shutil
import time

from . import cluster as clusters
from . import settings, system
from .odoo import Odoo
from .settings import SandboxError

_FOLDERS = ("pgdata", "filestore")


def scripts(*names):
    return [(settings.SANDBOX_SOURCE / "scripts" / name).read_text() for name in names]


def _digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def addon_folders(names=settings.ADDONS):
    """The addons of this tree among these: {name: folder}, in the order of installation."""
    found = {}
    for name in names:
        for root in settings.ADDON_ROOTS:
            if (root / name / "__manifest__.py").is_file():
                found[name] = root / name
    # The tests' addon extends the product's.
    return found if names[0] in found else {}


def _tree_digest(folder):
    """A digest of what an addon puts into the database: all of it but tests and byte code."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if "__pycache__" in inside.parts or inside.parts[0] == "tests" or not path.is_file():
            continue
        digest.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Templates:
    """The templates for one Odoo and the addons as they are now."""

    def __init__(self, tree, addons, roots):
        """`addons`: {name: folder}; `roots`: the folders that go on addons_path."""
        self.tree = tree
        self.addons = addons
        self.roots = roots
        postgres = clusters.binaries().parent.name
        base = _digest(tree.version, settings.BASE_MODULES, postgres,
                       *scripts("company.py", "bundles.py"))
        marks = [f"{name} {_tree_digest(folder)}" for name, folder in addons.items()]
        full = _digest(base, *marks, *scripts("users.py"))
        self.folder = settings.cache_dir() / "templates"
        self.base = self.folder / f"base-{base}"
        self.full = self.folder / f"full-{full}"

    def ready(self):
        """Return the folder of the second-level template, making what is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with system.locked(settings.lock_file("base")):
            if not self.base.exists():
                self._make(self.base, self._install_base)
        with system.locked(settings.lock_file("full")):
            if not self.full.exists():
                self._make(self.full, self._install_addons)
            self.base.touch()
            self.full.touch()
            self._prune("base-*", 3)
            self._prune("full-*", 6)
        return self.full

    def copy_into(self, folder):
        """Copy the second-level template's cluster and filestore into a sandbox's folder."""
        source = self.ready()
        system.copy_tree(source / "pgdata", folder / "pgdata")
        target = system.give(folder / "data") / "filestore"
        system.give(target)
        if (source / "filestore").exists():
            system.copy_store(source / "filestore", target / settings.TEMPLATE_DATABASE)

    def _make(self, target, install):
        work = self.folder / f"{target.name}.part"
        server = clusters.Cluster(work)
        server.stop("immediate")  # what a killed run left
        system.remove_tree(work)
        work.mkdir(parents=True)
        odoo = Odoo(work, self.tree, server)
        try:
            install(work, server, odoo)
        except BaseException:
            kept = settings.cache_dir() / "failed.log"
            if (work / "setup.log").exists():
                shutil.copyfile(work / "setup.log", kept)
            server.stop("immediate")
            system.remove_tree(work)
            raise
        server.stop()
        store = odoo.data / "filestore" / settings.TEMPLATE_DATABASE
        if store.exists():
            store.rename(work / "filestore")
        for entry in work.iterdir():
            if entry.name not in _FOLDERS:
                system.remove_tree(entry) if entry.is_dir() else entry.unlink()
        work.rename(target)

    def _install_base(self, _work, server, odoo):
        with system.step("Create a PostgreSQL cluster"):
            server.create()
            server.start(durable=False)
            server.create_role()
            server.create_database(settings.TEMPLATE_DATABASE)
        odoo.configure((), database=settings.TEMPLATE_DATABASE)
        with system.step("Install Odoo's base in English and French"):
            odoo.once("-i", "base", "--load-language=fr_FR")
        with system.step("Make the company French, in euros"):
            odoo.script(*scripts("company.py"), settings.TEMPLATE_DATABASE)
        with system.step("Install accounting, payments, portal, French chart"):
            odoo.once("-i", settings.BASE_MODULES)
        # Bundles that the addons do not touch are then never built again, also not by tests.
        with system.step("Build the web client's bundles"):
            odoo.script(*scripts("bundles.py"), settings.TEMPLATE_DATABASE)

    def _install_addons(self, work, server, odoo):
        with system.step("Copy the template with the French books"):
            system.copy_tree(self.base / "pgdata", work / "pgdata")
            store = system.give(odoo.data / "filestore") / settings.TEMPLATE_DATABASE
            if (self.base / "filestore").exists():
                system.copy_store(self.base / "filestore", store)
            system.give(odoo.data)
            server.start(durable=False)
        odoo.configure(self.roots, database=settings.TEMPLATE_DATABASE)
        if self.addons:
            with system.step("Install " + ", ".join(self.addons)):
                odoo.once("-i", ",".join(self.addons))
                _check_installed(server, self.addons)
        else:
            system.say("– The tree has no addon yet: none installed")
        with system.step("Create the sandbox's users"):
            odoo.script(*scripts("users.py"), settings.TEMPLATE_DATABASE)

    def _prune(self, pattern, kept):
        """Remove the templates (and leavings of a killed run) that were not used for longest."""
        old = sorted(self.folder.glob(pattern), key=lambda path: path.stat().st_mtime)
        for path in old[:-kept]:
            if time.time() - path.stat().st_mtime > 600:
                system.remove_tree(path)


def _check_installed(server, addons):
    rows = server.query("SELECT name FROM ir_module_module WHERE state = 'installed'",
                        settings.TEMPLATE_DATABASE)
    missing = set(addons) - {row[0] for row in rows}
    if missing:
        raise SandboxError(f"Odoo did not install {', '.join(sorted(missing))}.")


def readable_roots():
    """The addon folders for addons_path, as copies where the sandbox's user cannot read them.

    A clone under /root is closed to the user that runs Odoo; each clone has its own copies.
    """
    copies = settings.cache_dir() / "addons" / _digest(str(settings.REPO))
    roots = []
    for root in settings.ADDON_ROOTS:
        if not any((root / name / "__manifest__.py").is_file() for name in settings.ADDONS):
            continue
        if system.run(["ls", root], check=False).returncode == 0:
            roots.append(root)
            continue
        copy = copies / root.name
        system.remove_tree(copy)
        copy.parent.mkdir(parents=True, exist_ok=True)
        system.copy_tree(root, copy)
        system.run_as_self(["chmod", "-R", "a+rX", copy])
        roots.append(copy)
    return roots
