"""What clients, suppliers, employees, accountants and another company may call, from outside.

Wherever a call is only expected to fail, whole snapshots of the database say that nothing changed.
"""

import pytest

from calls import KINDS, RPC, calls_of_ours, calls_on, rpc_methods
from doors import REFUSED, Door, done, not_refused, sweep

# Beyond reading, by the access rows: create, write, unlink of each.
ACCOUNTANT_MAY = {
    "quittance.profile": "create write", "quittance.client.alias": "create write unlink",
    "quittance.service.alias": "create write unlink", "quittance.decision": "create write unlink",
    "quittance.import.file": "create write unlink", "quittance.hold.wizard": "create write unlink",
    "quittance.control.wizard": "create write unlink",
    "quittance.profile.preview": "create write unlink",
    "quittance.retry.wizard": "create write unlink",
}
SUPERVISORS_ALONE = {"quittance.wire.record", "quittance.decide.wizard",
                     "quittance.provider.slot", "quittance.worker.slot",
                     "quittance.connector.key", "quittance.connector.key.show"}


# -- clients, suppliers, employees --------------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("who", ["portal-p-1", "supplier", "rival", "employee"])
def test_outsiders_reach_no_model_of_quittance(company, surface, things, who):
    ours = {name: known for name, known in surface["models"].items()
            if name.startswith("quittance.") and not known[0]}
    assert len(ours) > 20
    calls = [*calls_on(ours), *calls_of_ours(surface, things)]
    results = sweep(lambda: company.rpc(who), calls)
    print(not_refused(results))
    assert done(results) == set()


def test_portal_sees_its_own_documents_alone(company, things):
    villa = company.ids["partner"]
    mine, supplier = company.rpc("portal-p-3"), company.rpc("supplier")
    seen = mine("account.move", "search", [])
    assert things["paid"] in seen
    theirs = company.admin("account.move", "search",
                           [("commercial_partner_id", "=", villa["P-3"])])
    assert set(seen) <= set(theirs)
    assert mine("payment.token", "search", []) in ([], company.ids["token"]["P-3"])
    assert supplier("account.move", "search", []) == []
    assert supplier("payment.token", "search", []) == []
    others = {partner["commercial_partner_id"][0] for partner in supplier.search_read(
        "res.partner", [], ["commercial_partner_id"])}
    assert others.isdisjoint(villa.values())


# -- a supplier's pages -------------------------------------------------------------------------

FILES = "/my/service-files"


@pytest.fixture(name="own_file")
def _own_file(company):
    """(path, id) of a file that the supplier sent through its page."""
    sent = company.browser_of("supplier").send_file("mine.csv", b"Villa;Prix\n")
    assert sent["url"], sent
    return sent["url"], int(sent["url"].rsplit("/", 1)[1])


def test_supplier_sees_its_own_files_on_its_pages_and_by_no_other_door(company, own_file):
    path, number = own_file
    browser = company.browser_of("supplier")
    for page in (FILES, path, f"{path}/progress", f"{path}/download"):
        assert browser.page(page)[0] == 200, page
    odoo = Door(company.rpc("supplier"))
    for model, method, *arguments in (
            ("quittance.file", "read", [number], ["name"]),
            ("quittance.file", "search_read", [["id", "=", number]], ["name"]),
            ("quittance.file", "write", [number], {"state": "closed"}),
            ("quittance.file", "action_discard", [number]),
            ("quittance.line", "search_read", [["file_id", "=", number]], ["row"]),
            ("res.partner", "action_quittance_invite", [company.ids["person"]["P-1"]])):
        assert odoo.try_call(model, method, *arguments)[0] == REFUSED, (model, method)
    assert browser.page(f"/web/content/quittance.file/{number}/content")[0] != 200


@pytest.mark.parametrize("who", ["rival", "portal-p-1", "employee", "accountant-b"])
def test_nobody_else_sees_a_suppliers_file_on_these_pages(company, own_file, who):
    path, _number = own_file
    browser = company.browser_of(who)
    for page in (path, f"{path}/progress", f"{path}/download"):
        assert browser.page(page)[0] == 404, page
    assert "mine.csv" not in browser.page(FILES)[1]


def test_a_stranger_is_asked_to_log_in_first(company, own_file):
    for page in (FILES, own_file[0], f"{own_file[0]}/download"):
        status, text = company.stranger().page(page)
        assert status == 200 and 'name="login"' in text, page


# -- the accountant and the supervisor ----------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
def test_accountant_writes_only_what_the_access_rows_name(company, surface):
    ours = {name: known for name, known in surface["models"].items()
            if name.startswith("quittance.") and not known[0]}
    reading = {"search_read", "read"}
    calls = [call for call in calls_on(ours)
             if call[1] not in ACCOUNTANT_MAY.get(call[0], "")
             and not (call[1] in reading and call[0] not in SUPERVISORS_ALONE)]
    results = sweep(lambda: company.sandbox.rpc("accountant"), calls)
    print(not_refused(results))
    assert done(results) == set()
    assert len(calls) > 40


@pytest.mark.usefixtures("unchanged")
def test_accountant_does_not_decide_for_the_supervisor(company, things):
    settings, move = things["quittance.settings"], things["account.move"]
    attempt, ledger = things["quittance.attempt"], things["quittance.ledger"]
    assert not_refused(sweep(lambda: company.sandbox.rpc("accountant"), [
        ("quittance.settings", "action_switch_on", [settings]),
        ("quittance.settings", "action_go_live", [settings]),
        ("quittance.settings", "action_issue_key", [settings]),
        ("quittance.settings", "write", [settings], {"minimum": 1}),
        ("quittance.ledger", "action_bind", [ledger]),
        ("quittance.ledger", "action_accept_restore", [ledger]),
        ("quittance.attempt", "action_decide", [attempt]),
        ("quittance.decide.wizard", "create",
         {"attempt_id": attempt, "outcome": "failed", "reason": "x"}),
        ("quittance.connector.key", "create", {"reason": "x"}),
        ("account.move", "action_quittance_release_old", [move]),
        ("res.users", "write", [2], {"group_ids": [(4, 1)]}),
        ("payment.provider", "write", [company.ids["provider"]], {"state": "enabled"}),
        ("ir.config_parameter", "set_param", "quittance_sandbox.wait.resolve", "0"),
    ])) == []


@pytest.mark.parametrize("what", ["collection_on", "go_live", "bind", "restore"])
def test_accountants_dialog_confirms_no_supervisors_decision(company, things, what):
    odoo = company.sandbox.rpc("accountant")
    before = company.sandbox.sql("SELECT * FROM quittance_settings, quittance_ledger")
    wizard = odoo("quittance.control.wizard", "create", {
        "what": what, "settings_id": things["quittance.settings"], "reason": "x",
        "go_live": "2020-01-01"})
    outcome, _answer = Door(odoo).try_call("quittance.control.wizard", "action_confirm", [wizard])
    assert outcome == REFUSED
    assert company.sandbox.sql("SELECT * FROM quittance_settings, quittance_ledger") == before


# -- what a transaction says --------------------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("who", ["accountant", "supervisor", "admin"])
def test_nobody_writes_what_a_transaction_says(company, things, who):
    transaction = [things["payment.transaction"]]
    lies = {"state": "error", "amount": 1, "provider_reference": "pi_x", "reference": "x",
            "token_id": False, "operation": "validation", "is_post_processed": False,
            "payment_id": False}
    new = {"provider_id": company.ids["provider"], "payment_method_id": company.ids["card"],
           "reference": f"by-{who}", "amount": 5, "currency_id": company.ids["currency"],
           "partner_id": company.ids["partner"]["P-3"], "state": "done"}
    calls = [*[("payment.transaction", "write", transaction, {name: value})
               for name, value in lies.items()],
             *[("payment.transaction", "web_save", transaction, {name: value}, {})
               for name, value in lies.items()],
             ("payment.transaction", "create", new), ("payment.transaction", "web_save", [], new, {}),
             ("payment.transaction", "unlink", transaction),
             ("payment.transaction", "_set_done", transaction),
             ("payment.transaction", "_charge_with_token", transaction),
             ("quittance.attempt", "write", [things["quittance.attempt"]], {"state": "failed"}),
             ("quittance.attempt", "unlink", [things["quittance.attempt"]]),
             ("quittance.attempt.event", "unlink", [things["quittance.attempt.event"]]),
             ("quittance.wire.record", "unlink", [things["quittance.wire.record"]])]
    results = sweep(lambda: company.sandbox.rpc(who), calls)
    print(not_refused(results))
    assert done(results) == set()


def test_context_of_a_call_opens_no_door(company, things):
    odoo = Door(company.sandbox.rpc("admin"))
    context = {"quittance_own": True, "quittance_tap": {"reference": "x"},
               "quittance_post_process": True, "su": True}
    for method, *arguments in (
            ("write", [things["payment.transaction"]], {"state": "error"}),
            ("create", {"provider_id": company.ids["provider"], "reference": "ctx", "amount": 5,
                        "payment_method_id": company.ids["card"], "state": "done",
                        "currency_id": company.ids["currency"],
                        "partner_id": company.ids["partner"]["P-3"]})):
        outcome, _answer = odoo.try_call("payment.transaction", method, *arguments,
                                         context=context)
        assert "set by its provider alone" in outcome


# -- every other door to a stored method --------------------------------------------------------

@pytest.mark.parametrize("who", ["accountant", "admin"])
def test_stored_method_is_charged_by_no_other_door(company, things, who):
    odoo, move = Door(company.sandbox.rpc(who)), things["account.move"]
    line, = company.admin("account.payment.method.line", "search",
                          [("payment_provider_id", "=", company.ids["provider"])], limit=1)
    journal = company.admin("account.payment.method.line", "read", [line], ["journal_id"])
    common = {"journal_id": journal[0]["journal_id"][0], "payment_method_line_id": line,
              "payment_token_id": things["token"]}
    charged = len(company.simulator.summary()["by_reference"])
    outcome, wizard = odoo.try_call(
        "account.payment.register", "create", common,
        context={"active_model": "account.move", "active_ids": [move]})
    assert outcome == "done", "filling in the wizard is harmless"
    outcome, _answer = odoo.try_call("account.payment.register", "action_create_payments", [wizard])
    assert "Collect now" in outcome
    outcome, payment = odoo.try_call("account.payment", "create", {
        **common, "amount": 5, "payment_type": "inbound", "partner_type": "customer",
        "partner_id": company.ids["partner"]["P-3"]})
    assert outcome == "done"
    outcome, _answer = odoo.try_call("account.payment", "action_post", [payment])
    assert "Collect now" in outcome
    assert len(company.simulator.summary()["by_reference"]) == charged
    assert company.invoice(move)[0] == "not_paid"


def test_accountant_may_have_a_transaction_processed_again(company, things):
    odoo = company.sandbox.rpc("accountant")
    odoo("payment.transaction", "action_post_process", [things["payment.transaction"]])
    company.judge([things["paid"]])


# -- two companies ------------------------------------------------------------------------------

@pytest.mark.parametrize("who", ["accountant-b", "supervisor-b"])
def test_people_of_another_company_see_nothing_of_this_one(company, things, who):
    odoo = Door(company.rpc(who))
    # There is one ledger for the whole database.
    for model in (name for name in KINDS if name != "quittance.ledger"):
        known = things[model]
        outcome, found = odoo.try_call(model, "search_read", [], ["display_name"])
        assert known not in [one["id"] for one in found or []], model
        for method, *arguments in (("read", ["display_name"]), ("write", {"display_name": "x"})):
            outcome, _answer = odoo.try_call(model, method, [known], *arguments)
            assert outcome != "done", (model, method)
    assert company.rpc(who)("account.move", "search", []) == []


@pytest.mark.usefixtures("unchanged")
def test_buttons_of_another_companys_supervisor_do_nothing_here(company, surface, things):
    calls = [call for call in calls_of_ours(surface, things)
             if call[0] not in ("res.company", "res.partner", "quittance.ledger")
             and call[1] not in ("create", "action_open_ledger", "refresh")]  # its own look
    results = sweep(lambda: company.rpc("supervisor-b"), calls)
    print(not_refused(results))
    assert done(results) == set()


def dialogs(things):
    """What the dialogs would do, filled in for records of this company."""
    move, line, month = ([(6, 0, [things[model]])] for model in (
        "account.move", "quittance.line", "quittance.month"))
    yield "quittance.hold.wizard", {"mode": "hold", "move_id": things["account.move"]}
    yield "quittance.decision", {"mode": "sent", "move_ids": move}
    yield "quittance.decision", {"mode": "reject", "line_ids": line}
    yield "quittance.decision", {"mode": "file_no", "file_id": things["quittance.file"]}
    yield "quittance.decision", {"mode": "do_not_bill", "month_ids": month}
    yield "quittance.decide.wizard", {"attempt_id": things["quittance.attempt"],
                                      "outcome": "failed"}
    yield "quittance.control.wizard", {"what": "collection_off",
                                       "settings_id": things["quittance.settings"]}


def test_dialogs_of_another_companys_supervisor_do_nothing_here(company, things):
    odoo, before = Door(company.rpc("supervisor-b")), company.snapshot()
    for wizard, values in dialogs(things):
        outcome, dialog = odoo.try_call(wizard, "create", {**values, "reason": "x"})
        if outcome == "done":
            outcome, _answer = odoo.try_call(wizard, "action_confirm", [dialog])
        assert outcome == REFUSED, (wizard, values)
    after = company.snapshot()
    changed = {table for table in after if after[table] != before[table]}
    opened = {wizard.replace(".", "_") for wizard, _values in dialogs(things)}
    assert {table for table in changed if not table.startswith(tuple(opened))} == set()


def test_connector_of_another_company_is_told_nothing_of_this_one(company, surface, things):
    connector = company.rpc("connector-b")
    key, run = company.sandbox.sql("SELECT a.key, r.run_key FROM quittance_attempt a, "
                                   "quittance_run r ORDER BY a.id DESC, r.id DESC LIMIT 1")[0]
    here = {"company_id": 1, "keys": [key], "run_key": run, "file_id": things["quittance.file"],
            "supplier_code": "SUP", "period": "2026-10", "lines": [], "since": "2026-01-01"}
    door = Door(connector)
    for method in set(rpc_methods(surface)) - {"hello", "restore_suspected"}:
        outcome, answer = door.try_call(RPC, method, here)
        assert outcome != "done", (method, answer)
    there = {**here, "company_id": company.ids["company"]["other"]}
    for method in ("status", "execute", "book", "resolve"):
        status, = connector.quittance(method, there)["attempts"]
        assert (status["state"], status["amount"], status["names"]) == ("", "", []), method
    known = [one["id"] for one in connector.quittance(
        "hello", {"contract": 1, "keys": []})["companies"]]
    assert known == [company.ids["company"]["other"]]
