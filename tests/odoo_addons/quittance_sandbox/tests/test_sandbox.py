"""The sandbox reaches the simulator and nothing else."""

import os
import tempfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSandbox(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"].sudo()
        cls.stripe = cls.env.ref("payment.payment_provider_stripe")
        cls.policy = cls.env["quittance.policy"]

    def test_stripe_is_redirected_to_the_simulator(self):
        self.parameters.set_param("quittance_sandbox.simulator_url", "http://127.0.0.1:4711/")
        url = self.stripe._build_request_url("payment_intents")
        self.assertEqual(url, "http://127.0.0.1:4711/v1/payment_intents")

    def test_worldline_is_redirected_to_its_own_simulator(self):
        self.parameters.set_param("quittance_sandbox.simulator_url", "http://127.0.0.1:4711")
        worldline = self.env.ref("payment.payment_provider_worldline")
        worldline.worldline_pspid = "shop"
        with self.assertRaises(UserError):
            worldline._build_request_url("payments")
        self.parameters.set_param("quittance_sandbox.worldline_url", "http://127.0.0.1:4712")
        self.assertEqual(worldline._build_request_url("payments"),
                         "http://127.0.0.1:4712/v2/shop/payments")

    def test_no_other_machine_is_called(self):
        for url in ("", "https://api.stripe.com", "http://10.0.0.1:80", "http://127.0.0.1.evil"):
            self.parameters.set_param("quittance_sandbox.simulator_url", url)
            with self.assertRaises(UserError):
                self.stripe._build_request_url("payment_intents")

    def test_the_payment_page_loads_the_stand_in_or_no_script_at_all(self):
        for url, expected in (("http://127.0.0.1:4711", 'src="http://127.0.0.1:4711/v3/"'),
                              ("", "<script")):
            self.parameters.set_param("quittance_sandbox.simulator_url", url)
            page = self.env["ir.qweb"]._render("payment_stripe.sdk_assets")
            self.assertIn(expected, page)
            self.assertNotIn("stripe.com", page)

    def test_the_onboarding_proxy_is_not_called(self):
        self.parameters.set_param("quittance_sandbox.simulator_url", "http://127.0.0.1:4711")
        with self.assertRaises(UserError):
            self.stripe._build_request_url("accounts", is_proxy_request=True)

    def test_waits_are_shortened_by_parameter(self):
        self.assertEqual(self.policy._wait_seconds("resolve", 600), 600)
        self.parameters.set_param("quittance_sandbox.wait.resolve", "2")
        self.assertEqual(self.policy._wait_seconds("resolve", 600), 2)
        self.parameters.set_param("quittance_sandbox.wait.resolve", "0.5")
        self.assertEqual(self.policy._wait_seconds("resolve", 600), 0.5)

    def test_a_crash_point_kills_once_and_is_logged(self):
        with tempfile.TemporaryDirectory() as folder, patch("os.kill") as kill:
            log = os.path.join(folder, "log")
            self.parameters.set_param("quittance_sandbox.crash_log", log)
            self.parameters.set_param("quittance_sandbox.crash_flag_dir", folder)
            with open(os.path.join(folder, "execute.sent"), "w", encoding="ascii"):
                pass
            for name in ("execute.locked", "execute.sent", "execute.sent"):
                self.policy._crash_point(name)
            self.assertEqual(kill.call_count, 1)
            with open(log, encoding="ascii") as file:
                self.assertEqual(file.read().split(), [
                    "execute.locked", "execute.sent", "execute.sent"])
