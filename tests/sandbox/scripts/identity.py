"""Run in odoo shell on each new sandbox: its own passwords, API key, identity and address.

Finds `passwords` (login: password), `base_url`, `key_login` defined. Prints the API key.
"""

import datetime
import uuid

settings = env["ir.config_parameter"].sudo()  # noqa: F821
settings.set_param("database.uuid", str(uuid.uuid1()))
settings.set_param("database.secret", str(uuid.uuid4()))
settings.set_param("web.base.url", base_url)  # noqa: F821
settings.set_param("web.base.url.freeze", "True")
settings.set_param("report.url", base_url)  # noqa: F821
for login, password in passwords.items():  # noqa: F821
    user = env["res.users"].search([("login", "=", login)])  # noqa: F821
    user.with_context(no_reset_password=True).password = password
connector = env["res.users"].search([("login", "=", key_login)])  # noqa: F821
if connector:
    expiry = datetime.datetime.now() + datetime.timedelta(days=90)
    keys = env["res.users.apikeys"].with_user(connector).sudo()  # noqa: F821
    print("API_KEY=" + keys._generate("rpc", "sandbox", expiry))
env.cr.commit()  # noqa: F821
