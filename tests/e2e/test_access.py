"""Who may call what, from outside: XML-RPC, JSON-2 and the web client's own calls.

Wherever a call is only expected to fail, whole snapshots of the database say that nothing changed.
"""

import json
from pathlib import Path

import pytest

from doors import REFUSED, Door, done, json2, not_refused, sweep
from portal import Refused
from sandbox.client import Rpc, SandboxError

SURFACE = (Path(__file__).resolve().parent / "surface.py").read_text()
RPC = "quittance.rpc"
# In the connector's reach, in plain Odoo, without any group; each shows or changes nothing.
CONNECTOR_MAY = {
    ("ir.attachment", "search_read"),   # its own alone: none
}
# What Odoo shows every portal user: what is its own, or nothing.
CLIENT_MAY = {
    ("account.move", "web_search_read"), ("account.move", "formatted_read_group"),
    ("res.partner", "name_search"), ("res.users.apikeys", "search_read"),
}
# Importing without the right answers a list of errors, and no fault.
ANSWERS_ERRORS = {("account.move", "load")}
# Beyond reading, by the access rows: create, write, unlink of each.
ACCOUNTANT_MAY = {
    "quittance.profile": "create write", "quittance.client.alias": "create write unlink",
    "quittance.service.alias": "create write unlink", "quittance.decision": "create write unlink",
    "quittance.import.file": "create write unlink", "quittance.hold.wizard": "create write unlink",
    "quittance.control.wizard": "create write unlink",
}
SUPERVISORS_ALONE = {"quittance.wire.record", "quittance.decide.wizard",
                     "quittance.connector.key", "quittance.connector.key.show"}
# An id of each of these is looked up for `things`.
KINDS = {
    "quittance.attempt": "quittance_attempt", "quittance.file": "quittance_file",
    "quittance.line": "quittance_line", "quittance.month": "quittance_month",
    "quittance.run": "quittance_run", "quittance.attempt.event": "quittance_attempt_event",
    "quittance.wire.record": "quittance_wire_record", "quittance.profile": "quittance_profile",
    "quittance.settings": "quittance_settings WHERE company_id = 1",
    "quittance.ledger": "quittance_ledger", "payment.transaction": "payment_transaction",
    "quittance.control.log": "quittance_control_log WHERE company_id = 1",
    "account.payment": "account_payment",
}


@pytest.fixture(name="surface", scope="module")
def _surface(company, things):
    """surface.py's answer, once there is a record of everything."""
    assert things
    return json.loads(company.sandbox.shell(SURFACE).splitlines()[-1])


@pytest.fixture(name="things", scope="module")
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


def calls_on(models):
    """Reading, creating, writing and deleting on each model: [(model, method, …)]."""
    for model, (_abstract, known) in models.items():
        number = known or 1
        yield model, "search_read", [], ["id"], 0, 1
        yield model, "read", [number], ["id"]
        yield model, "create", {"display_name": "x"}
        yield model, "write", [number], {"display_name": "x"}
        yield model, "unlink", [number]


def calls_of_ours(surface, things, models=None):
    """Every public method of the addon's own, with arguments that fit."""
    for model, method, needs, without_records in surface["ours"]:
        if model == RPC or surface["models"][model][0] or (models and model not in models):
            continue
        number = things.get(model) or surface["models"][model][1] or 1
        fill = [{"display_name": "x"}] * len(needs)
        yield (model, method, *fill) if without_records else (model, method, [number], *fill)


def rpc_methods(surface):
    return [method for model, method, *_rest in surface["ours"] if model == RPC]


# -- the connector ------------------------------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
def test_connector_reaches_no_model_of_the_registry(company, surface):
    results = sweep(lambda: company.sandbox.rpc("connector"), calls_on(surface["models"]))
    print([one for one in not_refused(results)])
    assert done(results) - CONNECTOR_MAY == set()
    read = {call[:2]: answer for call, outcome, answer in results
            if outcome == "done" and answer not in ([], False)}
    assert not read


@pytest.mark.usefixtures("unchanged")
def test_connector_calls_nothing_of_the_addon_but_its_door(company, surface, things):
    results = sweep(lambda: company.sandbox.rpc("connector"), calls_of_ours(surface, things))
    print(not_refused(results))
    assert done(results) == set()


def dangerous(company, things):
    """What would move money, change the books, or widen the caller's rights: full, valid calls."""
    move, paid, me = things["account.move"], things["paid"], company.sandbox.rpc("connector").uid
    transaction, villa = things["payment.transaction"], company.ids["partner"]["P-3"]
    payment = {"amount": 5, "payment_type": "inbound", "partner_id": villa}
    charge = {"provider_id": company.ids["provider"], "payment_method_id": company.ids["card"],
              "reference": "stolen", "amount": 5, "currency_id": company.ids["currency"], "partner_id": villa,
              "token_id": things["token"], "operation": "offline", "invoice_ids": [(6, 0, [move])]}
    token = {"provider_id": company.ids["provider"], "payment_method_id": company.ids["card"],
             "partner_id": villa, "provider_ref": "cus_x"}
    yield "account.move", "action_post", [move]
    yield "account.move", "button_draft", [move]
    yield "account.move", "button_cancel", [move]
    yield "account.move", "write", [move], {"ref": "x", "partner_bank_id": 1}
    yield "account.move", "copy", [move]
    yield "account.move", "message_post", [move]
    yield "account.move", "action_register_payment", [move]
    yield "account.move", "payment_action_capture", [paid]
    yield "account.move", "payment_action_void", [paid]
    yield "account.move", "web_save", [move], {"ref": "x"}, {}
    yield "account.move", "web_read", [move], {"name": {}}
    yield "account.move", "web_search_read", [], {"name": {}}
    yield "account.move", "formatted_read_group", [], ["partner_id"], ["__count"]
    yield "account.move", "export_data", [move], ["name"]
    yield "account.move", "load", ["ref"], [["x"]]
    yield "account.payment", "create", payment
    yield "account.payment", "action_post", [things["account.payment"]]
    yield "account.payment", "action_draft", [things["account.payment"]]
    yield "account.payment", "action_cancel", [things["account.payment"]]
    yield "account.payment.register", "create", {}
    yield "payment.transaction", "create", charge
    yield "payment.transaction", "write", [transaction], {"state": "done"}
    yield "payment.transaction", "action_refund", [transaction]
    yield "payment.transaction", "action_capture", [transaction]
    yield "payment.transaction", "action_void", [transaction]
    yield "payment.transaction", "action_post_process", [transaction]
    yield "payment.transaction", "_set_done", [transaction]
    yield "payment.transaction", "_charge_with_token", [transaction]
    yield "payment.provider", "write", [company.ids["provider"]], {"state": "enabled"}
    yield "payment.provider", "read", [company.ids["provider"]], ["stripe_secret_key"]
    yield "payment.token", "create", token
    yield "payment.token", "write", [things["token"]], {"partner_id": villa}
    yield "payment.token", "unlink", [things["token"]]
    yield "payment.link.wizard", "create", {"res_model": "account.move", "res_id": move}
    yield "res.partner", "name_search", "Villa"
    yield "res.partner", "write", [villa], {"quittance_token_id": things["token"]}
    yield "res.partner.bank", "create", {"acc_number": "FR76", "partner_id": villa}
    yield "ir.config_parameter", "get_param", "database.secret"
    yield "ir.config_parameter", "set_param", "quittance.x", "1"
    yield "ir.actions.server", "run", [1]
    yield "ir.actions.server", "create", {"name": "x", "model_id": 1, "state": "code"}
    yield "ir.cron", "method_direct_trigger", [1]
    yield "ir.model.access", "create", {"name": "x", "model_id": 1, "perm_read": True}
    yield "ir.rule", "unlink", [1]
    yield "res.groups", "write", [1], {"user_ids": [(4, me)]}
    yield "res.users", "write", [me], {"group_ids": [(4, 1)]}
    yield "res.users", "write", [me], {"company_ids": [(4, company.ids["company"]["other"])]}
    yield "res.users", "create", {"name": "x", "login": "x"}
    yield "res.users", "action_reset_password", [me]
    yield "res.users.apikeys", "search_read", [], ["name"]
    yield "res.users.apikeys", "remove", [1]
    yield "mail.mail", "create", {"email_to": "x@x.example"}
    yield "mail.template", "send_mail", [1], move
    yield "base.module.upgrade", "upgrade_module", [1]
    yield "ir.module.module", "button_immediate_uninstall", [1]
    yield "quittance.attempt", "write", [things["quittance.attempt"]], {"state": "canceled"}
    yield "quittance.ledger", "write", [things["quittance.ledger"]], {"epoch": "x"}
    yield "quittance.settings", "write", [things["quittance.settings"]], {"collection_on": True}
    yield RPC, "_known", ["q1"]
    yield RPC, "sudo"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("who", ["connector", "client", "supplier"])
def test_nothing_dangerous_is_open_to_outsiders(company, things, who):
    def make():
        return company.sandbox.rpc(who) if who in ("connector", "client") else company.rpc(who)
    results = sweep(make, dangerous(company, things))
    print(not_refused(results))
    assert not [answer for call, _outcome, answer in results
                if call[:2] in ANSWERS_ERRORS and answer and answer["ids"]]
    own = CLIENT_MAY if who != "connector" else set()
    assert done(results) - ANSWERS_ERRORS == own


def test_connector_by_json2_has_the_same_one_door(company, things):
    at = company.sandbox.url, company.sandbox.database
    key = company.sandbox.state["api_key"]
    status, answer = json2(*at, key, RPC, "hello", payload={"contract": 1, "keys": []})
    assert (status, answer["contract"]) == (200, 1)
    for model, method, arguments in (
            ("account.move", "search_read", {"domain": []}),
            ("account.move", "action_post", {"ids": [things["account.move"]]}),
            ("payment.transaction", "write", {"ids": [1], "vals": {"state": "done"}}),
            ("res.users", "write", {"ids": [1], "vals": {"login": "x"}}),
            ("quittance.attempt", "read", {"ids": [1]}),
            ("quittance.settings", "action_switch_on", {"ids": [1]})):
        status, answer = json2(*at, key, model, method, **arguments)
        assert status in (403, 422), (model, method, answer)
    assert json2(*at, key, RPC, "_known", keys=[])[0] == 403
    for wrong in ("", "0" * 40):
        assert json2(*at, wrong, RPC, "hello", payload={})[0] == 401


# -- keys ---------------------------------------------------------------------------------------

KEYS = """
import datetime
user = env["res.users"].search([("login", "=", "quittance-connector")])
keys = env["res.users.apikeys"].with_user(user).sudo()
ends = datetime.datetime.now() + datetime.timedelta(days=1)
other, late = keys._generate("other", "tests", ends), keys._generate("rpc", "tests", ends)
env.cr.execute("UPDATE res_users_apikeys SET expiration_date = now() - interval '1 day' "
               "WHERE index = %s", [late[:8]])
env.cr.commit()
print(other, late)
"""


def test_key_of_another_scope_or_an_expired_one_opens_nothing(company):
    at = company.sandbox.url, company.sandbox.database
    for key in company.sandbox.shell(KEYS).split()[-2:]:
        with pytest.raises(SandboxError, match="could not log in"):
            Rpc(*at, company.sandbox.state["connector_login"], key)
        assert json2(*at, key, RPC, "hello", payload={"contract": 1, "keys": []})[0] == 401


def test_connectors_key_is_no_password_for_the_web(company):
    state, stranger = company.sandbox.state, company.stranger()
    with pytest.raises(Refused):
        stranger.call("/web/session/authenticate", db=state["database"],
                      login=state["connector_login"], password=state["api_key"])
    with pytest.raises(Refused):
        stranger.call("/web/dataset/call_kw", model=RPC, method="hello",
                      args=[{"contract": 1, "keys": []}], kwargs={})


# -- nobody else at the connector's door --------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
def test_connectors_door_is_shut_to_everybody_else(company, surface):
    methods = rpc_methods(surface)
    assert "hello" in methods and len(methods) > 20
    calls = [(RPC, method, {"company_id": 1, "keys": [], "contract": 1}) for method in methods]
    for who in ("client", "accountant", "supervisor", "admin"):
        assert not_refused(sweep(lambda who=who: company.sandbox.rpc(who), calls)) == [], who
    for who in ("portal-p-1", "supplier", "employee"):
        assert not_refused(sweep(lambda who=who: company.rpc(who), calls)) == [], who


@pytest.mark.usefixtures("unchanged")
def test_connectors_door_is_shut_to_a_portal_session_and_the_public(company, surface):
    client, stranger = company.browser("P-1"), company.stranger()
    for method in rpc_methods(surface):
        for browser in (client, stranger):
            with pytest.raises(Refused) as refusal:
                browser.call(f"/web/dataset/call_kw/{RPC}/{method}", model=RPC, method=method,
                             args=[{"company_id": 1, "keys": []}], kwargs={})
            assert refusal.value.name.rsplit(".", 1)[-1] in (
                "AccessError", "SessionExpiredException")


# -- clients, suppliers, employees --------------------------------------------------------------

@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("who", ["portal-p-1", "supplier", "employee"])
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
             and call[1] not in ("create", "action_open_ledger")]
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
