"""What the tests of refunds share: a collected attempt, and Stripe's refunds."""

from decimal import Decimal

from odoo import fields

from .collect_common import GOOD, CollectCase

KEY = "metadata[quittance_refund]"
NOTHING = (200, {"data": [], "has_more": False})


def made(call, status="succeeded", **more):
    """A refund as Stripe makes it of its request."""
    data = call["data"] if isinstance(call["data"], dict) else {}
    return {"id": "re_1", "object": "refund", "status": status, "currency": "eur",
            "payment_intent": data.get("payment_intent"), "amount": int(data.get("amount", 0)),
            "metadata": {"quittance_refund": data.get(KEY)}, "created": 1_790_000_000, **more}


class RefundCase(CollectCase):
    """An attempt of 100 that was collected and booked."""

    def collected(self, move=None):
        attempt = self.executed(GOOD, move=move)
        attempt._book()
        self.assertTrue(attempt.booked)
        return attempt

    def ordered(self, *answers, attempt=None, amount="100", no=None):
        """A refund that was ordered against these answers; (refund, Stripe's calls). Stripe shows
        none that is not known."""
        attempt = attempt or self.collected()
        with self.stripe_answers(NOTHING, *answers) as stripe:
            refund = self.env["quittance.refund"]._order_once(
                attempt, Decimal(amount), no or attempt.refund_no + 1, "too much")
        return refund, stripe

    def prepared_refund(self, attempt):
        """All of it, ordered and not sent."""
        with self.stripe_answers(NOTHING):
            return self.env["quittance.refund"]._prepare(
                attempt, attempt._amount_decimal(), 1, "")

    def seen(self, attempt, reference="re_9", minor=10000, status="succeeded", **more):
        """A refund as Stripe shows it, made elsewhere unless told."""
        return {"id": reference, "object": "refund", "status": status, "currency": "eur",
                "amount": minor, "payment_intent": attempt.provider_reference, "metadata": {},
                "created": 1_790_000_000, **more}

    def tell(self, attempt, shown, transaction=None):
        """What a webhook of Stripe's makes Odoo do; then Stripe shows the refund so."""
        with self.stripe_answers((200, shown)):
            (transaction or attempt.transaction_id)._process("stripe", {
                "reference": attempt.key, "refund": shown, "event_type": "charge.refunded"})

    def heard(self, *shown):
        """Stripe's list shows these refunds, and each one so when asked."""
        def body(call):
            one = [row for row in shown if call["url"].endswith(row["id"])]
            return one[0] if one else {"data": list(shown), "has_more": False}
        with self.stripe_answers((200, body)):
            self.env["quittance.refund"]._hear_all(self.company)

    def resolved(self, refund, *answers):
        self.age(refund)
        with self.stripe_answers(*answers) as stripe:
            refund._resolve()
        return stripe

    def age(self, refund, **delta):
        back = fields.Datetime.subtract(
            fields.Datetime.now(), **(delta or {"minutes": 30}))
        refund.write({"since": back, "asked_at": False,
                      **({"sent_at": back} if refund.sent_at else {})})
