"""Run in odoo shell: the sample company of tests/fixtures/sample_month, with stored methods.

Values from outside: `clients` {code: [name, kind of method]}, `suppliers` {code: [name, profile]},
`products` {code: label}, `goods` [label], `simulator_url`, `webhook_secret`, `waits` {name: s}.
Safe to run again.
"""

FRANCE = env.ref("base.fr")  # noqa: F821
COMPANY = env.company  # noqa: F821


def upsert(model, domain, values):
    """The record that `domain` finds, with these values; made when there is none."""
    found = env[model].with_context(active_test=False).search(domain, limit=1)  # noqa: F821
    if found:
        found.write(values)
        return found
    return env[model].create(values)  # noqa: F821


def load_products():
    taxes = env["account.tax"].search(  # noqa: F821
        [("type_tax_use", "=", "sale"), ("company_id", "=", COMPANY.id), ("amount", "=", 20)])
    on_payment = taxes.filtered(lambda tax: tax.name == "20% S")
    on_invoice = taxes.filtered(lambda tax: tax.name == "20% G")
    for code, label in products.items():  # noqa: F821
        tax = on_invoice if label in goods else on_payment  # noqa: F821
        upsert("product.product", [("default_code", "=", code)], {
            "name": label, "default_code": code, "type": "service" if label not in goods  # noqa: F821
            else "consu", "taxes_id": [(6, 0, tax.ids)], "lst_price": 0})


def load_suppliers():
    for code, (name, _profile) in suppliers.items():  # noqa: F821
        upsert("res.partner", [("quittance_supplier_code", "=", code)], {
            "name": name, "is_company": True, "quittance_supplier_code": code,
            "quittance_is_supplier": True, "country_id": FRANCE.id})


def stripe():
    provider = env.ref("payment.payment_provider_stripe")  # noqa: F821
    provider.write({
        "state": "test", "stripe_publishable_key": "pk_test_demo",
        "stripe_secret_key": "sk_test_demo", "stripe_webhook_secret": webhook_secret})  # noqa: F821
    return provider


def demo_provider():
    provider = env.ref("payment.payment_provider_demo")  # noqa: F821
    provider.write({"state": "test"})
    return provider


def method(code):
    found = env["payment.method"].with_context(active_test=False).search(  # noqa: F821
        [("code", "=", code), ("primary_payment_method_id", "=", False)], limit=1)
    found.active = True
    return found


def token(partner, provider, code, reference, **values):
    env["payment.token"].with_context(active_test=False).search(  # noqa: F821
        [("provider_ref", "=", f"cus_{reference}"), ("partner_id", "=", partner.id)]) or \
        env["payment.token"].create({  # noqa: F821
            "provider_id": provider.id, "payment_method_id": method(code).id,
            "partner_id": partner.id, "provider_ref": f"cus_{reference}",
            "payment_details": "4242" if code == "card" else "3201", **values})


def load_methods(partner, kind, reference):
    """The stored methods of one client, by the word of tests/fixtures/sample_month/company.py."""
    card, demo = stripe(), demo_provider()
    if kind in ("card", "several"):
        token(partner, card, "card", reference, stripe_payment_method=f"pm_good_{reference}")
    if kind == "several":
        token(partner, card, "card", f"{reference}b", stripe_payment_method=f"pm_good_{reference}b")
    if kind == "declined":
        token(partner, card, "card", reference, stripe_payment_method=f"pm_declined_{reference}")
    if kind in ("sca", "lost"):
        outcome = {"sca": "sca", "lost": "declined_lost_card"}[kind]
        token(partner, card, "card", reference, stripe_payment_method=f"pm_{outcome}_{reference}")
    if kind == "sepa":
        token(partner, card, "sepa_direct_debit", reference,
              stripe_payment_method=f"pm_sepa_pending_{reference}")
    if kind == "archived":
        token(partner, card, "card", reference, active=False,
              stripe_payment_method=f"pm_good_{reference}")
    if kind == "demo":
        token(partner, demo, "demo" if env["payment.method"].search(  # noqa: F821
            [("code", "=", "demo")]) else "card", reference, demo_simulated_state="done")


def load_clients():
    for number, (code, (name, kind)) in enumerate(clients.items()):  # noqa: F821
        partner = upsert("res.partner", [("ref", "=", code), ("parent_id", "=", False)], {
            "name": name, "ref": code, "is_company": True, "country_id": FRANCE.id,
            "street": f"{number + 1} rue de la Colline", "zip": "97133", "city": "Gustavia",
            "email": f"{code.lower()}@villas.example", "lang": "fr_FR"})
        if number % 4 == 0:
            upsert("res.partner", [("parent_id", "=", partner.id), ("type", "=", "invoice")], {
                "name": f"Comptabilité {name}", "parent_id": partner.id, "type": "invoice",
                "street": "BP 12", "zip": "97133", "city": "Gustavia", "country_id": FRANCE.id,
                "email": f"compta.{code.lower()}@villas.example", "lang": "fr_FR"})
        load_methods(partner, kind, code.replace("-", "").lower())


def load_portal_client():
    """The sandbox's portal client belongs to the first villa."""
    user = env["res.users"].search([("login", "=", "client@villa.example")])  # noqa: F821
    villa = env["res.partner"].search([("ref", "=", "C-101")], limit=1)  # noqa: F821
    user.partner_id.write({"parent_id": villa.id, "ref": False})


def load_parameters():
    set_param = env["ir.config_parameter"].sudo().set_param  # noqa: F821
    set_param("quittance_sandbox.simulator_url", simulator_url)  # noqa: F821
    for name, seconds in waits.items():  # noqa: F821
        set_param(f"quittance_sandbox.wait.{name}", str(seconds))


load_parameters()
load_products()
load_suppliers()
load_clients()
load_portal_client()
term = env.ref("account.account_payment_term_immediate")  # noqa: F821
env["quittance.settings"]._for_company(COMPANY).write({"default_payment_term_id": term.id})  # noqa: F821
env.cr.commit()  # noqa: F821
