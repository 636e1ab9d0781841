"""What the end-to-end tests share: see world.py."""

import json
import os
from pathlib import Path

import pytest

from calls import KINDS
from ways_in import Doors
from world import Company

SURFACE = (Path(__file__).resolve().parent / "surface.py").read_text()


@pytest.fixture(name="company", scope="session")
def _company(tmp_path_factory):
    """A company on a sandbox of its own, because browsers reach a sandbox's main database alone.

    Named after the tests' sandbox, so that `./check` takes it down whatever happens. One that
    runs already is used as it is and left running: that makes writing tests quick.
    """
    name = f"{os.environ['QUITTANCE_SANDBOX']}-web"
    with Company(name, tmp_path_factory.mktemp("company")) as company:
        yield company


@pytest.fixture(name="doors")
def _doors(books, tmp_path):
    """The connector's ways in, open onto the module's books."""
    with Doors(books.sandbox, books.database, tmp_path) as doors:
        yield doors


@pytest.fixture(name="surface", scope="session")
def _surface(company, things):
    """surface.py's answer, once there is a record of everything."""
    assert things
    return json.loads(company.sandbox.shell(SURFACE).splitlines()[-1])


@pytest.fixture(name="things", scope="session")
def _things(company):
    """Ids by model of one collected invoice and all that it brought with it."""
    paid, = company.invoices("P-3")
    company.connector("collect")
    company.services("2026-10", "2026-10-05,P-3,S-1,2,30.00\n2026-10-06,NOBODY,S-1,1,30.00\n")
    open_, = company.invoices("P-3")
    ids = {model: company.sandbox.sql(f"SELECT COALESCE(MAX(id), 0) FROM {table}")[0][0]
           for model, table in KINDS.items()}
    return {**{model: int(number) for model, number in ids.items()}, "account.move": open_,
            "paid": paid, "token": company.ids["token"]["P-3"][0]}


@pytest.fixture(name="unchanged")
def _unchanged(company):
    """Nothing that a test calls may change anything."""
    before = company.snapshot()
    yield
    after = company.snapshot()
    assert {table for table in after if after[table] != before.get(table)} == set()
