"""Odoo's transactions under the protocol: linked to attempts, told by them, and no back door."""

from odoo import _, api, models
from odoo.exceptions import UserError, ValidationError

from ..protocol import answers, states
from ..services.wire import Tap

# Written by Odoo's engine and by us alone: a person's or a client program's write is refused.
GUARDED = {"state", "amount", "currency_id", "provider_id", "token_id", "reference", "payment_id",
           "is_post_processed", "source_transaction_id", "operation",
           # A refund goes to the payment of this id.
           "provider_reference"}


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _quittance_attempt(self):
        """The attempt of this transaction, empty for one outside the protocol."""
        self.ensure_one()
        return self.env["quittance.attempt"].sudo().search([("transaction_id", "=", self.id)])

    # ------------------------------------------------------------------ linking

    @api.model
    def _quittance_create(self, vals):
        """A transaction of ours: its attempt is made by the caller."""
        return self.with_context(quittance_own=True).create(vals).with_context(
            quittance_own=False)

    @api.constrains("token_id")
    def _check_token_is_active(self):
        """As Odoo, which looks at one transaction: of a night's many each for itself."""
        for transaction in self:
            super(PaymentTransaction, transaction)._check_token_is_active()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(_("A transaction's state is set by its provider alone."))
        transactions = super().create(vals_list)
        if not (self.env.su and self.env.context.get("quittance_own")):
            transactions.sudo()._quittance_link()
        return transactions

    def write(self, vals):
        if not self.env.su and GUARDED & set(vals):
            raise UserError(_(
                "What a transaction says is set by its provider alone. To decide an unknown "
                "outcome, use Quittance › Collection › Attempts."))
        result = super().write(vals)
        if "invoice_ids" in vals:
            self.sudo()._quittance_link()
        return result

    def _quittance_link(self):
        """Every client's transaction that is linked to invoices has its attempt."""
        for transaction in self.filtered("invoice_ids"):
            self.env["quittance.attempt"].sudo()._open_portal(transaction)

    # ------------------------------------------------------------------ the doors to money

    def _quittance_check_door(self, needs_tap=True):
        """Refuse whoever would charge outside the protocol, or on a copy of the database."""
        for transaction in self:
            provider = transaction.provider_id.sudo()
            refusal = self.env["quittance.ledger"]._get()._refusal(provider)
            if refusal:
                raise UserError(refusal)
            if provider.state == "test" and not (
                    self.env["quittance.policy"]._allows_test_mode()):
                raise UserError(_("Provider %s is in test mode.", provider.name))
            if needs_tap and transaction._quittance_needs_protocol():
                raise UserError(_(
                    "A stored method is charged by Quittance alone: use Collect now on the "
                    "invoice, so that nobody is charged twice."))

    def _quittance_needs_protocol(self):
        tap = self.env.context.get("quittance_tap")
        inside = isinstance(tap, Tap) and tap.reference == self.reference
        stored = self.operation == "offline" or (
            self.operation == "online_token" and bool(self.invoice_ids))
        refund = self.operation == "refund" and bool(
            self.source_transaction_id._quittance_attempt())
        return (stored or refund) and not inside

    def _charge_with_token(self):
        self._quittance_check_door()
        return super()._charge_with_token()

    def _send_payment_request(self):
        self._quittance_check_door()
        return super()._send_payment_request()

    def _send_capture_request(self):
        self._quittance_check_door(needs_tap=False)
        return super()._send_capture_request()

    def _send_refund_request(self):
        self._quittance_check_door()
        return super()._send_refund_request()

    def _get_processing_values(self):
        if self.operation in ("online_redirect", "online_direct"):
            self._quittance_check_door(needs_tap=False)
        return super()._get_processing_values()

    def _send_api_request(self, method, endpoint, **kwargs):
        """As Odoo; the id of a client's open payment is kept at once, not when he comes back."""
        if method == "POST" and self.operation == "refund":
            kwargs = self._quittance_refund_content(kwargs)
        outside = method == "POST" and not isinstance(self.env.context.get("quittance_tap"), Tap)
        attempt = self._quittance_attempt() if outside else None
        if not attempt:
            return super()._send_api_request(method, endpoint, **kwargs)
        adapter = self.env["quittance.provider"]._for(self.provider_id.sudo())
        content = adapter._shown_again(attempt, endpoint)
        if content is None:
            content = super()._send_api_request(method, endpoint, **kwargs)
            attempt._keep_opened(adapter, endpoint, content)
        return content

    def _log_message_on_linked_documents(self, message):
        """What we send is told by the attempt's history, not by chatter on invoices too: two
        messages a charge cost as much time as the rest of it."""
        if not isinstance(self.env.context.get("quittance_tap"), Tap):
            super()._log_message_on_linked_documents(message)

    # ------------------------------------------------------------------ what providers tell

    def _process(self, provider_code, payment_data):
        """What a provider tells is read by our table first: reference, amount, currency."""
        transaction = self or self._search_by_reference(provider_code, payment_data)
        if transaction and transaction._quittance_hear_refund(payment_data):
            return transaction
        if isinstance(self.env.context.get("quittance_tap"), Tap) or not transaction:
            return super()._process(provider_code, payment_data)
        attempt = transaction._quittance_attempt()._in_company_words()
        adapter = self.env["quittance.provider"]._for(transaction.provider_id.sudo())
        answer = adapter._answer_of_data(transaction, payment_data) if attempt else None
        if answer is None:
            # Read by the provider's own module, which calls `error` what it does not understand.
            super(PaymentTransaction, transaction.with_context(
                quittance_told=True))._process(provider_code, payment_data)
            return transaction
        verdict = answers.read(provider_code, answers.INQUIRY, answer,
                               adapter._expected(transaction))
        if verdict.wants_client:
            # The client is at it, in the portal; without one, resolve cancels it.
            verdict = answers.Verdict("", verdict.code, verdict.message)
        asked = attempt._ask_instead(verdict)
        if asked:
            attempt._believe(asked, attempt.env._("Asked, for it told otherwise"))
            return transaction
        if not attempt._believe(verdict, attempt.env._("Told by the provider")):
            return transaction
        if verdict.state in (states.DONE, states.PENDING):
            # The rest is Odoo's: brand, storing the method.
            super(PaymentTransaction, transaction)._process(provider_code, payment_data)
        return transaction

    def _validate_amount(self, payment_data):
        """As Odoo; of a transaction that is in `error` already too, where Odoo would go on and
        make it `done` with another amount."""
        return super(PaymentTransaction, self.with_context(
            quittance_validates=True))._validate_amount(payment_data)

    def _set_error(self, state_message, extra_allowed_states=()):
        if self.env.context.get("quittance_validates") and "error" in self.mapped("state"):
            raise ValidationError(state_message)
        return super()._set_error(state_message, extra_allowed_states=extra_allowed_states)

    def _update_state(self, allowed_states, target_state, state_message):
        """As Odoo, in sudo (writes of the state are guarded), and the attempt follows."""
        if target_state == "cancel":
            ours = self.filtered(lambda one: one._quittance_attempt())
            if ours:
                # From `cancel` nothing leads on when the truth comes late; from `error` it does.
                done = super(PaymentTransaction, ours.sudo())._update_state(
                    allowed_states, "error", state_message)
                rest = super(PaymentTransaction, (self - ours).sudo())._update_state(
                    allowed_states, target_state, state_message)
                done._quittance_follow()
                return (done | rest).with_env(self.env)
        updated = super(PaymentTransaction, self.sudo())._update_state(
            allowed_states, target_state, state_message)
        updated._quittance_follow()
        return updated.with_env(self.env)

    def _quittance_follow(self):
        """Odoo's engine changed a state by itself: the attempt learns of it."""
        if isinstance(self.env.context.get("quittance_tap"), Tap):
            return
        for transaction in self:
            transaction._quittance_follow_refund()
            attempt = transaction._quittance_attempt()
            if attempt:
                attempt._follow_transaction()

    # ------------------------------------------------------------------ booking

    def action_post_process(self):
        """The button, for whoever may change transactions. What it writes is guarded: in sudo."""
        self.check_access("write")
        return super(PaymentTransaction, self.sudo()).action_post_process()

    def _post_process(self):
        """Nothing is posted by itself when a payment settles."""
        ours = self.filtered(lambda one: one._quittance_attempt())
        if ours:
            super(PaymentTransaction, ours.with_context(
                quittance_post_process=True))._post_process()
        if self - ours:
            super(PaymentTransaction, self - ours)._post_process()

    def _create_payment(self, **extra_create_values):
        """An attempt's payment is made once, by the attempt."""
        if self._quittance_refund():
            return self.env["account.payment"]  # The refund has its own entry.
        attempt = self._quittance_attempt()
        if not attempt:
            return super()._create_payment(**extra_create_values)
        attempt.with_context(quittance_post_process=False)._book_halving()
        return attempt.payment_id

