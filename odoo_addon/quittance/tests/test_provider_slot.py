"""How fast a provider is called: turns are waited for, and nothing is sent without one."""

from unittest.mock import patch

from odoo.addons.quittance.models import provider_slot
from odoo.tests import tagged

from .collect_common import GOOD, CollectCase


@tagged("post_install", "-at_install")
class TestProviderSlot(CollectCase):
    def setUp(self):
        super().setUp()
        self.slots = self.env["quittance.provider.slot"]

    def test_without_a_turn_nothing_is_sent_and_the_attempt_stays_prepared(self):
        attempt = self.prepared()
        with patch.object(provider_slot, "PATIENCE_SECONDS", -1), \
                patch.object(type(self.slots), "_lock_slot", return_value=False), \
                self.stripe_answers(GOOD) as stripe:
            self.assertEqual(attempt._execute(), "busy")
        self.assertEqual((attempt.state, attempt.send_no, stripe.calls), ("prepared", 0, []))

    def test_calls_begin_as_far_apart_as_the_pace_says(self):
        self.stripe.quittance_calls_per_second = 2
        self.slots._make_rows(self.stripe.id, 0)
        pace = self.slots.search([("provider_id", "=", self.stripe.id), ("number", "=", 0)])
        moments = []
        for _call in range(3):
            self.assertIsNotNone(self.slots._next_moment(self.stripe.id, 2, 60))
            self.env.cr.execute("SELECT next_at FROM quittance_provider_slot WHERE id = %s",
                                [pace.id])
            moments.append(self.env.cr.fetchone()[0])
        apart = [(later - earlier).total_seconds()
                 for earlier, later in zip(moments, moments[1:], strict=False)]
        self.assertTrue(all(seconds >= 0.5 for seconds in apart), apart)

    def test_a_turn_too_far_away_is_not_waited_for(self):
        self.slots._make_rows(self.stripe.id, 0)
        self.env.cr.execute(
            "UPDATE quittance_provider_slot SET next_at = now() + interval '1 hour'"
            " WHERE provider_id = %s AND number = 0", [self.stripe.id])
        self.assertIsNone(self.slots._next_moment(self.stripe.id, 2, 1))

    def test_each_provider_has_its_own_rows_once(self):
        for _again in range(2):
            self.slots._make_rows(self.stripe.id, 3)
        rows = self.slots.search([("provider_id", "=", self.stripe.id)])
        self.assertEqual(rows.mapped("number")[:4], [0, 1, 2, 3])

    def test_no_limits_no_waiting(self):
        self.stripe.write({"quittance_calls_at_once": 0, "quittance_calls_per_second": 0})
        with patch.object(type(self.slots), "_lock_slot", side_effect=AssertionError), \
                self.slots._taken(self.stripe) as free:
            self.assertTrue(free)
