"""Run in odoo shell in the template: the people of the sandbox. Passwords come per sandbox."""


def group(*names):
    """The ids of the groups among these names that exist (the addon may not be installed)."""
    found = [env.ref(name, raise_if_not_found=False) for name in names]  # noqa: F821
    return [(6, 0, [record.id for record in found if record])]


def person(login, name, groups, **values):
    users = env["res.users"].with_context(no_reset_password=True)  # noqa: F821
    known = users.with_context(active_test=False).search([("login", "=", login)])
    values = {"name": name, "login": login, "group_ids": groups,
              "tz": "America/St_Barthelemy", "lang": "en_US", **values}
    if known:
        known.write(values)
    else:
        users.create(values)


# Loading French made it the language of every new contact; here it is chosen, never assumed.
env["ir.default"].set("res.partner", "lang", "en_US")  # noqa: F821
person("accountant", "Alice Comptable",
       group("base.group_user", "account.group_account_invoice", "quittance.group_accountant"),
       email="alice@conciergerie.example")
person("supervisor", "Samuel Direction",
       group("base.group_user", "account.group_account_manager", "quittance.group_supervisor"),
       email="samuel@conciergerie.example")
if env.ref("quittance.group_connector", raise_if_not_found=False):  # noqa: F821
    person("quittance-connector", "Quittance connector", group("quittance.group_connector"),
           email="connector@conciergerie.example")
person("client@villa.example", "Villa Alizé", group("base.group_portal"),
       email="client@villa.example")
client = env["res.users"].search([("login", "=", "client@villa.example")])  # noqa: F821
client.partner_id.write({"ref": "SBX-CLIENT", "city": "Gustavia", "zip": "97133",
                         "country_id": env.ref("base.fr").id})  # noqa: F821
env.cr.commit()  # noqa: F821
