"""What a person reads of an attempt in each state."""

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, CollectCase, declined


@tagged("post_install", "-at_install")
class TestAttemptWords(CollectCase):

    def test_each_state_has_its_sentence(self):
        for answer, words in (
                (LOST, "no clear answer came: perhaps the client was charged, perhaps not"),
                (PENDING, "Accepted by the provider on"),
                (GOOD, "booked in a moment"),
                (declined("insufficient_funds"), "insufficient funds. Will be tried again on")):
            attempt = self.executed(answer, move=self.make_due())
            self.assertIn(words, attempt.sentence)
        self.assertEqual(self.prepared(self.make_due()).sentence,
                         "About to be sent to the provider.")

    def test_every_state_is_spoken_of(self):
        attempt = self.prepared()
        for state, _label in self.attempts._fields["state"]._description_selection(self.env):
            attempt.state = state
            self.assertTrue(attempt.sentence, state)

    def test_what_came_back_says_when_why_and_what_next(self):
        attempt = self.executed(GOOD)
        attempt._book()
        self.assertIn("and in the books", attempt.sentence)
        attempt._return(fields.Date.to_date("2026-01-15"), "debit_not_authorized", "")
        self.assertRegex(attempt.sentence, r"^Collected, but the money came back on [\d/]+2026: no "
                                           r"valid mandate\. Held until a person releases it\.$")
