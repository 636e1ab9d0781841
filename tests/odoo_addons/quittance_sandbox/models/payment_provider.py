"""Stripe's requests go to the simulator, or nowhere."""

import ipaddress
from urllib.parse import urlsplit

from odoo import models
from odoo.exceptions import UserError

STRIPE_URL = "https://api.stripe.com"


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _build_request_url(self, endpoint, **kwargs):
        url = super()._build_request_url(endpoint, **kwargs)
        if self.code != "stripe":
            return url
        if not url.startswith(f"{STRIPE_URL}/"):
            raise UserError(self.env._("A sandbox does not call %s.", urlsplit(url).hostname))
        return self._sandbox_simulator_url() + url.removeprefix(STRIPE_URL)

    def _sandbox_simulator_url(self):
        """The simulator's address, without a slash at its end; UserError unless on loopback."""
        url = self._sandbox_parameter_url()
        if not _is_loopback(url):
            raise UserError(self.env._(
                "Set the system parameter quittance_sandbox.simulator_url to the provider "
                "simulator's address on this machine (now: “%s”).", url))
        return url

    def _sandbox_script_url(self):
        """Where the payment page finds the stand-in for Stripe.js; False without a simulator."""
        url = self._sandbox_parameter_url()
        return _is_loopback(url) and f"{url}/v3/"

    def _sandbox_parameter_url(self):
        return self.env["ir.config_parameter"].sudo().get_param(
            "quittance_sandbox.simulator_url", "").rstrip("/")


def _is_loopback(url):
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
