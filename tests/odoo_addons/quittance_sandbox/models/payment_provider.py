"""Stripe's and Worldline's requests go to their simulators, or nowhere."""

import ipaddress
from urllib.parse import urlsplit

from odoo import models
from odoo.exceptions import UserError

# Each provider's real hosts, and the system parameter with its simulator's address.
SIMULATED = {
    "stripe": ({"https://api.stripe.com"}, "quittance_sandbox.simulator_url"),
    "worldline": ({"https://payment.direct.worldline-solutions.com",
                   "https://payment.preprod.direct.worldline-solutions.com"},
                  "quittance_sandbox.worldline_url"),
}


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _build_request_url(self, endpoint, **kwargs):
        url = super()._build_request_url(endpoint, **kwargs)
        if self.code not in SIMULATED:
            return url
        hosts, parameter = SIMULATED[self.code]
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in hosts:
            raise UserError(self.env._("A sandbox does not call %s.", parts.hostname))
        return self._sandbox_simulator_url(parameter) + url.removeprefix(host)

    def _sandbox_simulator_url(self, parameter):
        """A simulator's address, without a slash at its end; UserError unless on loopback."""
        url = self._sandbox_parameter_url(parameter)
        if not _is_loopback(url):
            raise UserError(self.env._(
                "Set the system parameter %(name)s to the provider simulator's address on this "
                "machine (now: “%(url)s”).", name=parameter, url=url))
        return url

    def _sandbox_script_url(self):
        """Where the payment page finds the stand-in for Stripe.js; False without a simulator."""
        url = self._sandbox_parameter_url(SIMULATED["stripe"][1])
        return _is_loopback(url) and f"{url}/v3/"

    def _sandbox_parameter_url(self, parameter):
        return self.env["ir.config_parameter"].sudo().get_param(parameter, "").rstrip("/")


def _is_loopback(url):
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
