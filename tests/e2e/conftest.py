"""What the end-to-end tests share: see world.py."""

import os

import pytest

from world import Company


@pytest.fixture(name="company", scope="session")
def _company(tmp_path_factory):
    """A company on a sandbox of its own, because browsers reach a sandbox's main database alone.

    Named after the tests' sandbox, so that `./check` takes it down whatever happens. One that
    runs already is used as it is and left running: that makes writing tests quick.
    """
    name = f"{os.environ['QUITTANCE_SANDBOX']}-web"
    with Company(name, tmp_path_factory.mktemp("company")) as company:
        yield company
