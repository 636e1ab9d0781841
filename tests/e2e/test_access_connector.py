"""What the connector's user may call, and who else may come through its door: nobody.

XML-RPC, JSON-2 and the web client's own calls. Wherever a call is only expected to fail, whole
snapshots of the database say that nothing changed.
"""

import pytest

from calls import RPC, calls_of_ours, calls_on, rpc_methods
from doors import done, json2, not_refused, sweep
from portal import Refused
from sandbox.client import Rpc, SandboxError

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
    status, answer = json2(*at, key, RPC, "hello", payload={"contract": 3, "keys": []})
    assert (status, answer["contract"]) == (200, 3)
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
