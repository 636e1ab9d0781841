"""The real models, on PostgreSQL with connections of their own, keep the contract of the store on
which the simulation runs (tests/protocol/contract_cases.py)."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "protocol"))

import contract_cases  # noqa: E402 - the path is set above
from sandbox import client  # noqa: E402

HERE = Path(__file__).resolve().parent
CASES = [case.__name__ for case in contract_cases.CASES]
INVOICES = """
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": env["res.partner"].search([("ref", "=", "L-1")]).id,
    "invoice_date": "2026-11-01",
    "invoice_line_ids": [(0, 0, {"name": "Month", "quantity": 1, "price_unit": 10,
                                 "tax_ids": []})]} for _one in range(2)])
moves.action_post()
env.cr.commit()
"""


@pytest.fixture(name="outcome", scope="module")
def _outcome():
    sandbox = client.attach()
    with sandbox.fresh_database("ledger") as database:
        loader = ROOT / "tests" / "sandbox" / "company" / "load.py"
        sandbox.shell(loader.read_text(), database, clients={"L-1": ["Villa", "card"]},
                      suppliers={}, products={}, goods=[], webhook_secret="whsec_l",
                      simulator_url="http://127.0.0.1:9", waits={})
        sandbox.shell(INVOICES, database)
        cases = ROOT / "tests" / "protocol" / "contract_cases.py"
        said = sandbox.shell(cases.read_text() + (HERE / "real_ledger.py").read_text(), database,
                             only=[])
    return json.loads(said.splitlines()[-1])


@pytest.mark.parametrize("case", CASES)
def test_the_real_models_keep_the_contract(outcome, case):
    assert outcome[case] == ""
