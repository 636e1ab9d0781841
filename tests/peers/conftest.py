"""What the tests with peers share: one company on a real Odoo, and where the peers are.

Odoo, addon and connector are the end-to-end tests' (tests/e2e/world.py); only whom they speak to
is somebody else's program.
"""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))

from world import Company  # noqa: E402 - the path is set above


@pytest.fixture(name="company", scope="session")
def _company(tmp_path_factory):
    """A company on a sandbox of its own: webhooks reach a sandbox's main database alone."""
    name = f"{os.environ['QUITTANCE_SANDBOX']}-peers"
    with Company(name, tmp_path_factory.mktemp("company")) as company:
        yield company
