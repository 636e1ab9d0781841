"""Run in odoo shell once per template: build the scripts and styles of the web client."""

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821 - odoo shell defines env
env.cr.commit()  # noqa: F821
