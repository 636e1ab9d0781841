"""Putting back what a restored database has lost, from the connector's journal."""

from odoo import _, api, fields, models
from odoo.fields import Command

from ..protocol import keys, states
from .account_move_collect import COLLECTED_TYPES

# The journal's state is at least as far as these: what this database says is out of date.
OPEN_OR_UNDONE = (states.PREPARED, states.FAILED, states.CANCELED)


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _adopt(self, company, row):
        """(outcome, sentence) for one attempt of the journal: known, adopted or held."""
        known = self.search([("key", "=", row["key"]), ("company_id", "=", company.id)])
        if known:
            return known._adopt_known(row)
        move = self.env["account.move"].search(
            [("company_id", "=", company.id), ("name", "=", row["move_name"]),
             ("commercial_partner_id", "=", row["client_id"]), ("state", "=", "posted"),
             ("move_type", "in", COLLECTED_TYPES)])
        token = self._adopted_token(company, move, row) if len(move) == 1 else None
        if not move or (not token and not self._may_be_clients_own(move, row)):
            return self._adopt_held(company, row)
        return self._adopt_new(move, token, row)

    def _adopt_known(self, row):
        """This database knows it, perhaps as it was before: then it is asked about again."""
        further = row["state"] not in (self.state, states.PREPARED, states.CANCELED)
        if self.state in OPEN_OR_UNDONE and further and row["state"] != states.FAILED:
            if self._has_other_live():
                return self._adopt_held(self.company_id, row)
            now = fields.Datetime.now()
            self._move_to(states.UNKNOWN, _("The journal says %s", row["state"]), restored=True,
                          sent_at=self.sent_at or now, send_no=max(self.send_no, 1),
                          provider_reference=self.provider_reference
                          or row["provider_reference"] or False)
            return "adopted", _("Known as it was before; asked about again.")
        return "known", ""

    @api.model
    def _may_be_clients_own(self, move, row):
        """A client may pay several invoices at once, and the journal names the first alone: what
        is more than this one owes paid others too, which nobody may charge meanwhile."""
        return (row["rail"] == "portal" and len(move) == 1
                and row["amount"] <= move._quittance_residual())

    @api.model
    def _adopted_token(self, company, move, row):
        """The method from which the key was derived: it proves the key as well."""
        epoch = self.env["quittance.ledger"]._get().epoch
        minor = keys.to_minor(row["amount"], move.currency_id.decimal_places)
        tokens = self.env["payment.token"]._quittance_of_client(
            move.commercial_partner_id, company, archived=True)
        for token in tokens:
            key = keys.derive(epoch, company.id, move.id, row["no"], minor,
                              move.currency_id.name, row["rail"], token.id)
            if key == row["key"]:
                return token
        return None

    @api.model
    def _adopt_held(self, company, row):
        """No posted invoice matches: nothing is collected from this client until a person
        decides."""
        client = self.env["res.partner"].browse(row["client_id"]).exists()
        sentence = _(
            "The connector's journal knows charge %(key)s of %(amount)s %(currency)s for "
            "%(invoice)s (%(state)s), which this database has lost and cannot match.",
            key=row["key"], amount=row["amount"], currency=row["currency"],
            invoice=row["move_name"] or "?", state=row["state"])
        if client:
            self.env["quittance.hold"]._hold_client(client, sentence, company)
        return "held", sentence

    @api.model
    def _adopt_new(self, move, token, row):
        taken = self.env["quittance.attempt.invoice"].search_count(
            ["&", ("move_id", "=", move.id), "|", ("live", "=", True), ("no", "=", row["no"])],
            limit=1)
        provider = token.provider_id if token else self._adopted_provider(move.company_id)
        if taken or not provider:
            return self._adopt_held(move.company_id, row)
        transaction = self.env["payment.transaction"].sudo()._quittance_create(
            self._prepare_adopted_transaction(move, token, provider, row))
        now = fields.Datetime.now()
        attempt = self.create({
            "key": row["key"], "company_id": move.company_id.id,
            "client_id": move.commercial_partner_id.id, "amount": float(row["amount"]),
            "currency_id": move.currency_id.id, "rail": row["rail"], "origin": "restore",
            "token_id": token.id if token else False, "provider_id": provider.id,
            "transaction_id": transaction.id, "state": states.UNKNOWN, "sent_at": now,
            "send_no": 1, "provider_reference": row["provider_reference"] or False,
            "message": _("Put back after a restore"),
            "row_ids": [Command.create({"move_id": move.id, "no": row["no"],
                                        "amount": float(row["amount"])})],
        })
        self.env["quittance.cap.use"]._count_adopted(attempt)
        attempt._log("", states.UNKNOWN, _("Put back from the journal, which says %s",
                                           row["state"]))
        return "adopted", _("Put back as unknown; it is asked about before anything is charged.")

    @api.model
    def _adopted_provider(self, company):
        """The provider of a client's own payment, where only one can have been."""
        providers = self.env["payment.provider"].sudo().search(
            [("company_id", "=", company.id), ("state", "!=", "disabled"),
             ("code", "not in", ("custom", "none"))])
        return providers if len(providers) == 1 else None

    @api.model
    def _prepare_adopted_transaction(self, move, token, provider, row):
        method = token.payment_method_id if token else provider.payment_method_ids[:1]
        return {
            "provider_id": provider.id, "payment_method_id": method.id, "reference": row["key"],
            "amount": float(row["amount"]), "currency_id": move.currency_id.id,
            "partner_id": (token.partner_id if token else move.partner_id).id,
            "token_id": token.id if token and token.active else False,
            "operation": "offline" if token else "online_direct",
            "provider_reference": row["provider_reference"] or False,
            "invoice_ids": [Command.set(move.ids)],
        }
