"""The books of what went back: one entry for each, the invoice open again and held, the client
told once."""

import psycopg2

from odoo import _, fields, models

from ..protocol import states


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    def _follow_books(self):
        """Bring the books to the state: an entry while it is done, undone when it no longer is.

        What cannot be booked keeps the reason and is tried again; the state stands all the same.
        """
        self.ensure_one()
        wanted = self.state == states.DONE
        if wanted == self.booked:
            if self.book_problem:
                self.book_problem = False
            return
        try:
            with self.env.cr.savepoint():
                self._book() if wanted else self._unbook()
                self.env.flush_all()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the books
            self.env.invalidate_all()
            self._keep_book_problem(error)

    def _book_again(self):
        if self._lock():
            self._follow_books()
            self.env.flush_all()
        self._commit()

    def _book(self):
        attempt = self.attempt_id
        if not attempt.booked:
            attempt._book_halving()
        day = self.day or self.company_id._quittance_today()
        moves = attempt.row_ids.move_id
        before = {move: move.amount_residual for move in moves}
        entry = attempt._give_back(self._amount_decimal(), day, self._label())
        self.write({"booked": True, "move_id": entry.id, "day": day, "undo_move_id": False,
                    "book_problem": False})
        self._note(_("Booked: %s", entry.name))
        self._crash_point("refund.booked")
        moves.invalidate_recordset(["amount_residual"])
        reopened = moves.filtered(lambda move: move.amount_residual > before[move])
        for move in reopened:
            self.env["quittance.hold"]._hold_invoice(move, self._label(), self.kind)
        self._tell_client(moves)

    def _unbook(self):
        """It did not reach the client, or the dispute was won: the money is ours again."""
        day = self.company_id._quittance_today()
        label = _("Taken back: %s", self._label())
        again = self.attempt_id._take_again(self.move_id, day, label)
        # The entry stays; the row is free for another one, should it go back after all.
        self.write({"booked": False, "undo_move_id": again.id, "book_problem": False})
        self._note(_("Booked: %s", again.name))
        if self.kind == "dispute":
            self.attempt_id._tell_excess()

    def _label(self):
        """What stands on the entry and on the hold."""
        about = {"amount": self.currency_id.format(self.amount),
                 "invoices": self.attempt_id.invoice_names or self.attempt_id.key}
        if self.kind == "dispute":
            return _("Disputed in part: %(amount)s of %(invoices)s", **about)
        return _("Refund of %(amount)s: %(invoices)s", **about)

    def _tell_client(self, moves):
        """One message on the invoice, to the client, once for this refund."""
        if self.told_at or self.kind != "refund" or not moves:
            return
        if not self.env["quittance.ledger"]._tells_client(self, self._label(), self.day):
            return
        client = moves[0].partner_id
        speaking = self.with_context(lang=client.lang or self.env.lang)
        moves[0].with_context(lang=client.lang or self.env.lang).message_post(
            subject=speaking.env._("Refund: %s", self.attempt_id.invoice_names),
            body=speaking.env._(
                "We have given back %(amount)s of your payment for %(invoices)s on %(day)s. "
                "Your bank shows it in a few days.",
                amount=self.currency_id.format(self.amount),
                invoices=self.attempt_id.invoice_names,
                day=fields.Date.to_string(self.day)),
            partner_ids=client.ids, message_type="comment", subtype_xmlid="mail.mt_comment")
        self.told_at = fields.Datetime.now()
