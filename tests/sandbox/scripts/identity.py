"""Run in odoo shell on each new sandbox: its own passwords, API keys, identity and address.

Finds `passwords` (login: password), `base_url`, `key_login` defined. Prints API_KEY=LOGIN KEY for
`key_login` and everybody with a password: Odoo checks a key a hundred times faster.
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
expiry = datetime.datetime.now() + datetime.timedelta(days=90)
for user in env["res.users"].search([("login", "in", [*passwords, key_login])]):  # noqa: F821
    keys = env["res.users.apikeys"].with_user(user).sudo()  # noqa: F821
    print(f"API_KEY={user.login} {keys._generate('rpc', 'sandbox', expiry)}")
env.cr.commit()  # noqa: F821
