{
    "name": "Quittance: sandbox",
    "summary": "For test databases only: a simulated provider, other days, short waits, crashes",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Quittance",
    "license": "LGPL-3",
    "depends": ["quittance", "payment_stripe", "payment_worldline", "payment_demo"],
    "data": ["views/payment_stripe_templates.xml"],
    "installable": True,
}
