"""What only a test database may do. The product answers no; the tests' own addon overrides."""

from odoo import models
from odoo.tools import config


class QuittancePolicy(models.AbstractModel):
    _name = "quittance.policy"
    _description = "Quittance: what a test database may do beyond a real one"

    def _allows_test_mode(self):
        """May providers in test mode be charged?"""
        return False

    def _allows_as_of(self):
        """May invoices be charged as of another day than today?"""
        return False

    def _wait_seconds(self, name, default):
        """How long to wait for `name`; tests shorten it."""
        return default

    def _odoo_workers(self):
        """How many workers answer over HTTP; 0: Odoo runs without."""
        return config["workers"]

    def _crash_point(self, name):
        """Called where a crash would hurt most; tests stop the process here."""
