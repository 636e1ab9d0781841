"""Run in odoo shell: portal users of the clients, a supplier, an employee, a second company.

Values from outside: `clients` {code: [name, kind]}, `password`. Prints their ids and API keys as JSON.
"""

import datetime
import json

ids = {"partner": {}, "person": {}, "user": {}, "company": {}, "key": {}, "token": {}}
EXPIRY = datetime.datetime.now() + datetime.timedelta(days=30)


def user(login, groups, company=None, **values):
    """A user with these groups, in one company; made when there is none."""
    values.setdefault("name", login)
    company = company or env.ref("base.main_company")  # noqa: F821
    users = env["res.users"].with_context(no_reset_password=True, active_test=False)  # noqa: F821
    found = users.search([("login", "=", login)])
    if not found:
        found = users.create({
            "login": login, "password": password,  # noqa: F821
            "email": f"{login}@villas.example", "lang": "en_US",
            "company_id": company.id, "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, [env.ref(name).id for name in groups])], **values})  # noqa: F821
    ids["user"][login] = found.id
    # Odoo checks a key a hundred times faster than a password.
    keys = env["res.users.apikeys"].with_user(found).sudo()  # noqa: F821
    ids["key"][login] = keys._generate("rpc", "tests", EXPIRY)
    return found


def contact(name, parent):
    """A person of a client's or supplier's, for a portal user of this name to be."""
    return env["res.partner"].search([("name", "=", name)], limit=1) or (  # noqa: F821
        env["res.partner"].create({"name": name, "parent_id": parent.id}))  # noqa: F821


for code in clients:  # noqa: F821
    villa = env["res.partner"].search([("ref", "=", code), ("parent_id", "=", False)])  # noqa: F821
    ids["partner"][code] = villa.id
    tokens = env["payment.token"].search([("partner_id", "=", villa.id)], order="id")  # noqa: F821
    ids["token"][code] = tokens.ids
    villa.quittance_token_id = tokens[:1]
    name = f"Person of {code}"
    person = user(f"portal-{code.lower()}", ["base.group_portal"], name=name,
                  partner_id=contact(name, villa).id)
    ids["person"][code] = person.partner_id.id
supplier = env["res.partner"].search([("quittance_supplier_code", "=", "SUP")])  # noqa: F821
user("supplier", ["quittance.group_supplier_portal"], name="Person of SUP",
     partner_id=contact("Person of SUP", supplier).id)
rival = env["res.partner"].search([("quittance_supplier_code", "=", "RIVAL")])  # noqa: F821
rival = rival or env["res.partner"].create({  # noqa: F821
    "name": "Rival", "quittance_is_supplier": True, "quittance_supplier_code": "RIVAL"})
user("rival", ["quittance.group_supplier_portal"], name="Person of RIVAL",
     partner_id=contact("Person of RIVAL", rival).id)
user("employee", ["base.group_user"])

# Another company of the same database, with its own accountant, supervisor and connector.
other = env["res.company"].search([("name", "=", "Voisins SARL")])  # noqa: F821
other = other or env["res.company"].create(  # noqa: F821
    {"name": "Voisins SARL", "country_id": env.ref("base.fr").id})  # noqa: F821
ids["company"]["other"] = other.id
user("accountant-b", ["base.group_user", "account.group_account_invoice",
                      "quittance.group_accountant"], other)
user("supervisor-b", ["base.group_user", "account.group_account_manager",
                      "quittance.group_supervisor"], other)
user("connector-b", ["quittance.group_connector"], other)

ids["provider"] = env.ref("payment.payment_provider_stripe").id  # noqa: F821
ids["currency"] = env.company.currency_id.id  # noqa: F821
ids["card"] = env.ref("payment.payment_method_card").id  # noqa: F821
env.cr.commit()  # noqa: F821
print(json.dumps(ids))
