"""The audit, both ways: what this database claims to have collected, held against the provider."""

import time
from datetime import timedelta

from odoo import _, api, fields, models

from ..models.worker_slot import spares_a_worker
from ..protocol import answers, audit, states
from ..protocol.tables.base import Answer

PAGE = 200
ASK_SECONDS = 40
ORPHANS_TOLD = 20
# The database writes a change a little after the moment at which the connector looked.
OVERLAP = timedelta(minutes=10)
CLAIMING = ("pending", "authorized", "done")
GONE = ("draft", "canceled", "rejected")


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    # ------------------------------------------------------------------ what Odoo claims

    @api.model
    def audit_claims(self, payload):
        """Odoo's transactions that say that money came or is coming, changed since a moment, those
        whose turn it is to be asked about again, and those whose payment a person took out of the
        books, whenever that was."""
        service, company = self._enter(payload)
        since = service._read_moment(payload.get("since")) - OVERLAP
        limit = min(max(int(payload.get("limit") or PAGE), 1), PAGE)
        found = service.env["payment.transaction"].search(
            [("company_id", "=", company.id), ("state", "in", CLAIMING),
             ("operation", "not in", ("refund", "validation")),
             ("provider_id.code", "not in", ("custom", "none")),
             "|", ("last_state_change", ">=", since),
             ("id", "in", service._asked_again(company) + service._taken_out(company)),
             ("id", ">", int(payload.get("after_id") or 0))],
            order="id", limit=limit + 1)
        attempts = service._attempts_of(found)
        return {
            "claims": [service._prepare_claim(one, attempts.get(one)) for one in found[:limit]],
            "next": found[limit - 1].id if len(found) > limit else 0,
        }

    @api.model
    def _asked_again(self, company):
        """Ids of transactions of providers that can be asked and cannot list: of those collected
        in the last months, the part whose turn it is tonight."""
        adapters, today = self.env["quittance.provider"], company._quittance_today()
        providers = self.env["payment.provider"].search(
            [("company_id", "=", company.id), ("state", "!=", "disabled")]).filtered(
            lambda one: adapters._for(one)._can_ask and not adapters._for(one)._can_list)
        collected = self.env["quittance.attempt"].search(
            [("provider_id", "in", providers.ids), ("state", "=", states.DONE),
             ("provider_reference", "!=", False),
             ("since", ">=", fields.Datetime.now() - timedelta(days=audit.ASKED_DAYS))])
        return collected.filtered(lambda one: audit.is_turn(one.id, today)).transaction_id.ids

    @api.model
    def _taken_out(self, company):
        """Ids of the transactions of successes whose payment is no more in the books."""
        return self.env["quittance.attempt"].search(
            [("company_id", "=", company.id), ("state", "=", states.DONE), ("booked", "=", True),
             ("payment_id.state", "in", GONE)]).transaction_id.ids

    @api.model
    def _attempts_of(self, transactions):
        """{transaction: its attempt}, in one query."""
        found = self.env["quittance.attempt"].search(
            [("transaction_id", "in", transactions.ids)])
        return {attempt.transaction_id: attempt for attempt in found}

    def _prepare_claim(self, transaction, attempt):
        adapter = self.env["quittance.provider"]._for(transaction.provider_id)
        finding = self._undone(attempt) if attempt else ""
        return {
            "id": transaction.id, "key": transaction.reference,
            "provider": transaction.provider_code,
            "provider_reference": (attempt and attempt.provider_reference)
            or transaction.provider_reference or "",
            "amount": f"{transaction.amount:.{transaction.currency_id.decimal_places}f}",
            "currency": transaction.currency_id.name,
            "invoices": ", ".join(name for name in transaction.invoice_ids.mapped("name") if name),
            "created": self._moment(attempt and attempt.sent_at or transaction.create_date),
            "can_list": adapter._can_list, "can_ask": bool(attempt) and adapter._can_ask,
            "finding": finding, "sentence": self._finding_sentence(finding, attempt, ""),
        }

    def _undone(self, attempt):
        """A success whose payment a person has taken out of the books."""
        payment = attempt.payment_id
        undone = attempt.state == states.DONE and attempt.booked and payment.state in GONE
        return "payment_undone" if undone else ""

    # ------------------------------------------------------------------ asked one by one

    @api.model
    @spares_a_worker
    def audit_ask(self, payload):
        """Ask the providers about claims (ids of `audit_claims`) that no list has shown."""
        service, company = self._enter(payload)
        ids = [int(one) for one in service._limited(payload.get("ids") or [], "keys")]
        found = service.env["payment.transaction"].search(
            [("id", "in", ids), ("company_id", "=", company.id)], order="id")
        attempts = service._attempts_of(found)
        deadline = time.monotonic() + ASK_SECONDS
        return {"answers": [service._ask_claim(one, attempts.get(one), deadline)
                            for one in found]}

    def _ask_claim(self, transaction, attempt, deadline):
        if time.monotonic() > deadline:
            return {"id": transaction.id, "outcome": "busy", "finding": "", "sentence": ""}
        adapter = self.env["quittance.provider"]._for(transaction.provider_id)
        if not attempt or not adapter._can_ask:
            # Where the list has not shown it either, nobody at the provider knows it.
            return self._claim_answer(transaction, attempt,
                                      "no_charge" if adapter._can_list else None)
        answer = adapter._ask(attempt)
        if answer is None or answer.status == 404:
            return self._claim_answer(transaction, attempt, "no_charge")
        verdict = answers.read(attempt.provider_id.code, answers.INQUIRY, answer,
                               adapter._expected(transaction))
        if not verdict.state and (answer.problem or answer.status != 200):
            return self._claim_answer(transaction, attempt, None, verdict.message or verdict.code)
        return self._claim_answer(
            transaction, attempt, self._difference(adapter, attempt, answer, verdict),
            verdict.code)

    def _claim_answer(self, transaction, attempt, finding, told=""):
        """`finding` None: the provider did not tell."""
        outcome = "not_told" if finding is None else "finding" if finding else "agrees"
        sentence = told if finding is None else self._finding_sentence(
            finding, attempt, told, transaction)
        return {"id": transaction.id, "outcome": outcome, "finding": finding or "",
                "sentence": sentence}

    # ------------------------------------------------------------------ comparing

    def _compare_charge(self, adapter, attempt, charge):
        """(finding, sentence) of a listed charge and its attempt."""
        answer = Answer(200, charge["raw"])
        verdict = answers.read(attempt.provider_id.code, answers.INQUIRY, answer,
                               adapter._expected(attempt.transaction_id))
        finding = self._difference(adapter, attempt, answer, verdict)
        return finding, self._finding_sentence(finding, attempt, charge["state"])

    def _difference(self, adapter, attempt, answer, verdict):
        refunds = attempt.refund_ids.filtered(
            lambda one: one.kind == "refund" and one.state in (states.PENDING, states.DONE))
        ours = audit.Ours(
            attempt.state,
            sum(adapter._minor(one.amount, one.currency_id) for one in refunds),
            all_back=attempt._given_back() >= attempt._amount_decimal())
        return audit.difference(ours, verdict, adapter._refunded(answer.body))

    @api.model
    def _finding_sentence(self, finding, attempt, told, transaction=None):
        """What does not agree, and what to do about it; '' without a finding."""
        if not finding:
            return ""
        about = attempt.invoice_names or attempt.key if attempt else (
            transaction.reference if transaction else "")
        values = {"about": about, "state": self._state_word(attempt), "told": told}
        return {
            audit.AMOUNT: _(
                "%(about)s: the provider has another amount or currency than Odoo. Compare both, "
                "then correct the payment in Odoo or refund the difference at the provider.",
                **values),
            audit.STATE: _(
                "%(about)s: Odoo says “%(state)s”, the provider says “%(told)s”. Look at the "
                "provider's own screens; when they are right, correct the payment in Odoo.",
                **values),
            audit.REFUND: _(
                "%(about)s: the provider gave back another amount than Odoo has refunded. Record "
                "the missing refund in Odoo, or find out who made it at the provider.", **values),
            audit.BEHIND: _(
                "%(about)s: Odoo says “%(state)s”, the provider is further (“%(told)s”): "
                "`quittance reconcile` asks.", **values),
            "no_charge": _(
                "%(about)s: paid in Odoo, but the provider knows no such charge. Look for it on "
                "the provider's own screens; if it is not there, undo the payment in Odoo.",
                **values),
            "payment_undone": _(
                "%(about)s: the provider has the money, but its payment in the books was undone. "
                "Put the payment back, or refund the charge.", **values),
        }[finding]

    @api.model
    def _state_word(self, attempt):
        words = dict(self.env["quittance.attempt"]._fields["state"]._description_selection(
            self.env))
        return words.get(attempt.state, "") if attempt else ""

    # ------------------------------------------------------------------ the alarm

    @api.model
    def audit_orphans(self, payload):
        """Tell the supervisors of charges that this database lacks, each once."""
        service, company = self._enter(payload)
        orphans = service._limited(payload.get("charges"), "keys")
        settings = service.env["quittance.settings"]._for_company(company)
        for orphan in orphans[:ORPHANS_TOLD]:
            settings._tell_supervisors(
                _("A charge that Odoo does not know: %s", str(orphan["provider_reference"])[:100]),
                str(orphan["sentence"])[:1000])
        if len(orphans) > ORPHANS_TOLD:
            settings._tell_supervisors(
                _("More charges that Odoo does not know"),
                _("%s in all: the audit's report lists them.", len(orphans)))
        return {"told": len(orphans)}
