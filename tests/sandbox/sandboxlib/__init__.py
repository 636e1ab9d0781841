"""A private Odoo 19 on this machine: package, database cluster, templates, processes."""
