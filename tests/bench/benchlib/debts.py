"""Invoices to collect: one a client, each with a card that Stripe has stored, and how to open."""

# How French services are taxed → the tax's name in the French chart.
TAXES = {"on_invoice": "20% G", "on_payment": "20% S"}

# In odoo shell, with or without our addon. Values: count, tax_name, url, kinds {index: word}.
SEED = """
from odoo import Command, fields

company = env.company
tax = env["account.tax"].search([("name", "=", tax_name), ("type_tax_use", "=", "sale"),
                                 ("company_id", "=", company.id)], limit=1)
assert tax, tax_name
stripe = env.ref("payment.payment_provider_stripe")
stripe.write({"state": "test", "stripe_publishable_key": "pk_test_bench",
              "stripe_secret_key": "sk_test_bench", "stripe_webhook_secret": "whsec_bench"})
card = env.ref("payment.payment_method_card")
card.active = True
for name in ("stripe_redirect.url", "quittance_sandbox.simulator_url"):
    env["ir.config_parameter"].set_param(name, url)
product = env["product.product"].create(
    {"name": "Service", "type": "service", "taxes_id": [Command.set(tax.ids)]})
partners = env["res.partner"].create([
    {"name": f"Client {number}", "ref": f"B{number:05d}", "is_company": True,
     "country_id": env.ref("base.fr").id} for number in range(count)])
env["payment.token"].create([
    {"provider_id": stripe.id, "payment_method_id": card.id, "partner_id": partner.id,
     "provider_ref": f"cus_{number}", "payment_details": "4242",
     "stripe_payment_method": f"pm_{kinds.get(number, 'good')}_{number}"}
    for number, partner in enumerate(partners)])
today = fields.Date.context_today(env.user)
for start in range(0, count, 50):
    moves = env["account.move"].create([
        {"move_type": "out_invoice", "partner_id": partner.id, "invoice_date": today,
         "invoice_date_due": today, "invoice_payment_term_id": False,
         "invoice_line_ids": [Command.create({
             "product_id": product.id, "name": "Service", "quantity": 1,
             "price_unit": 20 + (start + number) % 97 + 0.25, "tax_ids": [Command.set(tax.ids)]})]}
        for number, partner in enumerate(partners[start:start + 50])])
    moves.action_post()
    env.cr.commit()
if "quittance.settings" in env:
    from odoo.addons.quittance.models.ledger import QuittanceLedger
    env["quittance.settings"]._for_company(company).write({
        "go_live": "2020-01-01", "collection_on": True, "cap_per_run": 10**7,
        "cap_per_day": 10**7})
    ledger = env["quittance.ledger"]._get()
    if not ledger._is_bound():
        ledger._write_binding("benchmark")
assert stripe.journal_id  # reading it makes the way of payment in the journal
env.cr.commit()
"""
