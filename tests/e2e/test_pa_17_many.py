"""PA-17: many lines of 300 clients become one draft for each client.

6,000 of them, so that it takes no longer than a minute; QUITTANCE_PA17_LINES=50000 brings the whole
month (tests/bench/README.md has its figures).
"""

import os
import sys
import time
from decimal import Decimal

import pytest

from books import ROOT, Books

sys.path.append(str(ROOT / "tests" / "fixtures" / "suppliers"))

import make  # noqa: E402 - the path is set above

LINES, CLIENTS = int(os.environ.get("QUITTANCE_PA17_LINES", "6000")), 300


class ManyBooks(Books):
    """One supplier, whose profile is the fixture's."""

    call_seconds = 120 + LINES // 20

    def configuration(self, name, journal="witness"):
        profiles = ROOT / "tests" / "fixtures" / "suppliers" / "PA-17"
        return self.sandbox.connector_config(
            self.folder / f"{name}.toml", database=self.database,
            journal=self.folder / f"{journal}.journal",
            extra=f'\n[import]\nprofiles_dir = "{profiles}"\n')


@pytest.fixture(name="books", scope="module")
def _books(tmp_path_factory):
    with ManyBooks(tmp_path_factory.mktemp("many"),
                   clients={f"C-{number}": [f"Villa {number}", "none"] for number in range(CLIENTS)},
                   suppliers={"MANY": ["Blanchisserie", "profile"]},
                   products={f"S-{number}": f"Service {number}" for number in range(7)}) as books:
        yield books


def test_pa_17_one_draft_for_each_client(books):
    path = books.folder / "many.csv"
    make.many_lines(path, LINES, CLIENTS)
    report = books.run("import", path, "--supplier", "MANY", "--profile", "profile"
                       ).report["files"][0]
    whole = Decimal(LINES // 10 * 55 * 10)  # quantities of 1 to 10 at 10.00
    assert (report["lines"], Decimal(report["amount"])) == (LINES, whole)
    assert report["states"] == {"billable": {"lines": LINES, "amount": f"{whole}.00"}}
    begun = time.monotonic()
    books.run("draft", "--period", "2026-10")
    print(f"{LINES} lines drafted in {time.monotonic() - begun:.0f} s")
    drafts = books.sql(
        "SELECT m.client_id, count(DISTINCT v.id), count(l.id), sum(l.price_subtotal)"
        " FROM quittance_month m JOIN account_move v ON v.id = m.move_id"
        " JOIN account_move_line l ON l.move_id = v.id AND l.quittance_line_id IS NOT NULL"
        " WHERE v.state = 'draft' GROUP BY 1")
    assert len(drafts) == CLIENTS
    assert {one[1] for one in drafts} == {"1"}
    assert sum(int(one[2]) for one in drafts) == LINES
    assert sum(Decimal(one[3]) for one in drafts) == whole
