"""Run in odoo shell before the accounting modules: a French company in euros.

In the other order Odoo gives the company the generic chart of accounts.
"""

company = env.ref("base.main_company")  # noqa: F821 - odoo shell defines env
euro = env.ref("base.EUR")  # noqa: F821
euro.active = True
company.write({"country_id": env.ref("base.fr").id, "currency_id": euro.id})  # noqa: F821
company.partner_id.write({
    "name": "Conciergerie des Palmiers", "street": "12 rue du Port", "zip": "97133",
    "city": "Gustavia", "email": "compta@conciergerie.example", "phone": "+590 590 27 00 00",
    "tz": "America/St_Barthelemy",
})
company.name = "Conciergerie des Palmiers"
# Loading French alone leaves English switched off.
env["res.lang"]._activate_lang("en_US")  # noqa: F821
for user in (env.ref("base.user_admin"), env.ref("base.user_root")):  # noqa: F821
    user.write({"tz": "America/St_Barthelemy", "lang": "en_US"})
env.cr.commit()  # noqa: F821
