{
    "name": "Stripe redirected",
    "summary": "For benchmarks only: stock Odoo's Stripe speaks to a simulator on this machine",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Quittance",
    "license": "LGPL-3",
    "depends": ["payment_stripe"],
    "installable": True,
}
