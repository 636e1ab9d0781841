"""PA-18: whatever is in a supplier's file, it is refused with the reason, nothing of it is written,
and the connector that read it goes on."""

import json
import shutil

import pytest
import requests

from pa_desk import SUPPLIER_FILES, Desk, zip_bomb
from ways_in import Doors

FOLDER = SUPPLIER_FILES / "PA-18"
OWN_PROFILE = "SELECT id FROM quittance_profile WHERE name = 'pa-18-profile'"
KEPT = "SELECT name, state, refused_code FROM quittance_file WHERE channel = 'drop'"


@pytest.fixture(name="desk", scope="module")
def _desk(tmp_path_factory):
    with Desk(tmp_path_factory.mktemp("pa18")) as desk:
        desk.fixture("PA-18", "macros.xlsm", "--period", "2020-01")
        (profile,), = desk.sql(OWN_PROFILE)
        desk.admin("quittance.profile", "write", [int(profile)], {"period_rule": "previous"})
        supplier, = desk.admin("res.partner", "search", [("quittance_supplier_code", "=", "PA18")])
        desk.admin("res.partner", "write", [supplier], {"quittance_profile_id": int(profile)})
        yield desk


@pytest.fixture(name="doors")
def _doors(desk, tmp_path):
    with Doors(desk.sandbox, desk.database, tmp_path, file_bytes_max=1_000_000) as doors:
        yield doors


def hostile():
    """{name: what it is refused for} of the fixtures that the row's own profile cannot read."""
    cases = json.loads((FOLDER / "expected.json").read_text("utf-8")).values()
    return {case.get("file", "zip_bomb.xlsx"): case["refused"] for case in cases
            if "refused" in case and "profile" not in case}


def lines(desk):
    return desk.sql("SELECT count(*), count(DISTINCT file_id) FROM quittance_line")


def test_pa_18_each_is_refused_with_the_reason_and_the_service_stays_up(desk, doors):
    expected, before = hostile(), lines(desk)
    folder = doors.folder / "drop" / "PA18"
    folder.mkdir()
    zip_bomb(folder / "zip_bomb.xlsx")
    for name in expected.keys() - {"zip_bomb.xlsx"}:
        shutil.copy(FOLDER / name, folder / name)
    reasons = {name: folder / "refused" / f"{name}.txt" for name in expected}
    doors.until(lambda: all(path.exists() for path in reasons.values()), "all are refused")
    assert all(len(path.read_text("utf-8")) > 30 for path in reasons.values())
    kept = {name: (state, code) for name, state, code in desk.sql(KEPT)}
    assert kept == {name: ("refused", code) for name, code in expected.items()}
    assert lines(desk) == before, "nothing half-written"
    assert requests.get(f"{doors.url}/health", timeout=5).status_code == 200
    assert doors.process.poll() is None, "and it is the same connector"
    for name in ("macros.xlsm", "formulas.xlsx"):
        shutil.copy(FOLDER / name, folder / name)
        doors.until(lambda name=name: list(folder.glob(f"archive/*/{name}")), f"{name} is read")
    assert desk.sql(
        "SELECT l.row, l.state, COALESCE(l.reason_code, '') FROM quittance_line l JOIN quittance_file"
        " f ON f.id = l.file_id WHERE f.name = 'formulas.xlsx' ORDER BY 1") == [
            ["2", "billable", ""], ["3", "quarantine", "formula_unstored"],
            ["4", "quarantine", "formula_error"]]
