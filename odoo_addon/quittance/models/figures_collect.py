"""The figures of what is collected: invoices by bucket, attempts, and I1 to I4."""

from odoo import api, models

from .account_move_collect import COLLECTED_TYPES

BUCKETS = ("paid", "pending", "failed", "unknown", "skipped")
NAMES_AT_MOST = 20


class QuittanceFigures(models.AbstractModel):
    _inherit = "quittance.figures"

    @api.model
    def _moves(self, company, period):
        """Ids of the posted customer invoices that are looked at.

        Of a period: those of its months. Of all: those of any month, those with an attempt, and
        those dated since the go-live day.
        """
        go_live = self.env["quittance.settings"]._for_company(company).go_live or None
        rows = self._rows(
            """SELECT move.id
                 FROM account_move move
                WHERE move.company_id = %(company)s
                  AND move.move_type IN %(types)s AND move.state = 'posted'
                  AND (EXISTS (SELECT FROM quittance_month month
                                WHERE month.move_id = move.id
                                  AND %(period)s IN ('', month.period))
                       OR %(period)s = '' AND (
                          move.invoice_date >= %(go_live)s
                          OR EXISTS (SELECT FROM quittance_attempt_invoice row
                                      WHERE row.move_id = move.id)))""",
            company=company.id,
            types=COLLECTED_TYPES,
            period=period,
            go_live=go_live,
        )
        return tuple(row["id"] for row in rows) or (0,)

    # ------------------------------------------------------------------ invoices

    @api.model
    def _buckets(self, company, moves):
        """[{id, bucket, reason, amount, residual}] of each invoice: exactly one bucket each.

        Amounts are in the company's currency. `reason` is '' but for skipped ones.
        """
        rows = self._rows(
            """SELECT move.id, move.payment_state, move.amount_total_signed AS amount,
                      move.amount_residual_signed AS residual,
                      live.state AS live, last.state AS last
                 FROM account_move move
            LEFT JOIN LATERAL (
                      SELECT attempt.state FROM quittance_attempt_invoice row
                        JOIN quittance_attempt attempt ON attempt.id = row.attempt_id
                       WHERE row.move_id = move.id AND row.live LIMIT 1) live ON true
            LEFT JOIN LATERAL (
                      SELECT attempt.state FROM quittance_attempt_invoice row
                        JOIN quittance_attempt attempt ON attempt.id = row.attempt_id
                       WHERE row.move_id = move.id AND attempt.extra IS NOT TRUE
                    ORDER BY row.no DESC LIMIT 1) last ON true
                WHERE move.id IN %s
             ORDER BY move.id""",
            moves,
        )
        for row in rows:
            row["bucket"] = self._bucket(row)
        skipped = [row["id"] for row in rows if row["bucket"] == "skipped"]
        reasons = self._skip_reasons(company, self.env["account.move"].browse(skipped))
        for row in rows:
            row["reason"] = reasons.get(row["id"], "") if row["bucket"] == "skipped" else ""
        return rows

    @api.model
    def _skip_reasons(self, company, moves):
        """{move id: the preflight's reason of today}, 'credited', or 'collect': the next run."""
        attempts = self.env["quittance.attempt"].sudo()
        today = self.env["quittance.settings"]._for_company(company)._today()
        credited = moves.sudo().filtered(lambda move: move.payment_state == "reversed")
        reasons = dict.fromkeys(credited.ids, "credited")
        if moves - credited:
            reasons.update((look.move.id, look.code)
                           for look in attempts._look_at(moves.sudo() - credited, today))
        return reasons

    @api.model
    def _bucket(self, row):
        if row["live"] in ("unknown", "sending"):
            return "unknown"
        if row["live"]:
            return "pending"
        if row["payment_state"] in ("paid", "in_payment") or not row["residual"]:
            return "skipped" if row["payment_state"] == "reversed" else "paid"
        return "failed" if row["last"] in ("failed", "returned") else "skipped"

    @api.model
    def _invoices(self, company, moves, buckets):
        """{posted, paid, pending, failed, unknown, skipped: {count, amount}, reasons}."""
        groups = {name: [] for name in BUCKETS}
        reasons = {}
        for row in buckets:
            groups[row["bucket"]].append(row)
            if row["bucket"] == "skipped":
                reasons.setdefault(row["reason"], []).append(row)
        return {
            "posted": self._posted(company, moves),
            **{name: self._sum(rows, company) for name, rows in groups.items()},
            "reasons": {code: self._sum(rows, company) for code, rows in sorted(reasons.items())},
            "residual": self._text(sum(row["residual"] for row in buckets), company.currency_id),
        }

    @api.model
    def _sum(self, rows, company):
        total = sum(row["amount"] for row in rows)
        return {"count": len(rows), "amount": self._text(total, company.currency_id)}

    @api.model
    def _posted(self, company, moves):
        """Counted apart from the buckets, so that comparing them means something."""
        row = self._rows(
            "SELECT count(*) AS n, sum(amount_total_signed) AS amount"
            " FROM account_move WHERE id IN %s", moves
        )[0]
        return {"count": row["n"], "amount": self._text(row["amount"], company.currency_id)}

    @api.model
    def _attempts(self, company, moves):
        """{state: {count, amount}} of the attempts on these invoices."""
        rows = self._rows(
            """SELECT state, currency_id, count(*) AS n, sum(amount) AS amount
                 FROM quittance_attempt
                WHERE id IN (SELECT attempt_id FROM quittance_attempt_invoice
                              WHERE move_id IN %s)
             GROUP BY state, currency_id""",
            moves,
        )
        return self._by_state(rows, company)

    # ------------------------------------------------------------------ the invariants

    @api.model
    def _charged_once(self, company, moves):
        """I1: what was taken for an invoice is at most its total; never two live at once.

        A late second success is marked extra: it is the client's credit and counted apart.
        """
        rows = self._rows(
            """SELECT move.name, move.amount_total AS total, move.currency_id,
                      count(*) FILTER (WHERE row.live) AS live,
                      coalesce(max(row.amount), 0) AS largest,
                      coalesce(sum(greatest(row.amount - coalesce(attempt.refunded, 0), 0))
                        FILTER (WHERE attempt.state = 'done'
                                  AND attempt.extra IS NOT TRUE), 0) AS taken,
                      count(*) FILTER (WHERE attempt.extra) AS extra
                 FROM account_move move
                 JOIN quittance_attempt_invoice row ON row.move_id = move.id
                 JOIN quittance_attempt attempt ON attempt.id = row.attempt_id
                WHERE move.id IN %s
             GROUP BY move.id""",
            moves,
        )
        over = [row for row in rows if row["taken"] > row["total"] or row["largest"] > row["total"]]
        double = [row for row in rows if row["live"] > 1]
        own = [row for row in rows if row["currency_id"] == company.currency_id.id]
        return {
            "holds": not over and not double,
            "invoices": len(rows),
            "invoiced": self._text(sum(row["total"] for row in own), company.currency_id),
            "charged": self._text(sum(row["taken"] for row in own), company.currency_id),
            "over": [row["name"] or "" for row in over][:NAMES_AT_MOST],
            "two_live": [row["name"] or "" for row in double][:NAMES_AT_MOST],
            "extra": sum(row["extra"] for row in rows),
        }

    @api.model
    def _booked_once(self, company, moves):
        """I2: each success has one payment of its amount, each payment of ours one success."""
        row = self._rows(
            """WITH ours AS (
                 SELECT attempt.*, (SELECT count(*) FROM account_payment payment
                                     WHERE payment.payment_transaction_id = attempt.transaction_id
                                       AND payment.payment_type = 'inbound'
                                       AND payment.state IN ('in_process', 'paid')) AS payments
                   FROM quittance_attempt attempt
                  WHERE attempt.id IN (SELECT attempt_id FROM quittance_attempt_invoice
                                        WHERE move_id IN %(moves)s))
               SELECT count(*) FILTER (WHERE state = 'done') AS done,
                      count(*) FILTER (WHERE state = 'done' AND booked) AS booked,
                      count(*) FILTER (WHERE state = 'done' AND booked IS NOT TRUE)
                        AS waiting,
                      count(*) FILTER (WHERE booked AND payments <> 1) AS wrong_count,
                      count(*) FILTER (WHERE payments > 0 AND state NOT IN ('done', 'returned'))
                        AS without_success,
                      count(*) FILTER (WHERE booked AND payment.amount <> ours.amount)
                        AS wrong_amount,
                      coalesce(sum(ours.amount) FILTER (WHERE state = 'done' AND booked), 0)
                        AS booked_amount,
                      coalesce(sum(payment.amount) FILTER (WHERE state = 'done' AND booked), 0)
                        AS paid_amount
                 FROM (SELECT ours.*, ours.payment_id AS its_payment FROM ours) ours
            LEFT JOIN (SELECT id, amount FROM account_payment) payment
                   ON payment.id = ours.its_payment""",
            moves=moves,
        )[0]
        row["strangers"] = self._strangers(moves)
        wrong = ("wrong_count", "without_success", "wrong_amount", "strangers")
        for name in ("booked_amount", "paid_amount"):
            row[name] = self._text(row[name], company.currency_id)
        return {"holds": not any(row[name] for name in wrong), **row}

    @api.model
    def _strangers(self, moves):
        """Successful transactions on these invoices that have no attempt."""
        return self._rows(
            """SELECT count(DISTINCT tx.id) AS n
                 FROM payment_transaction tx
                 JOIN account_invoice_transaction_rel link ON link.transaction_id = tx.id
                 JOIN payment_provider provider ON provider.id = tx.provider_id
                WHERE link.invoice_id IN %s AND tx.state = 'done'
                  AND tx.operation NOT IN ('refund', 'validation')
                  AND tx.create_date >= (SELECT min(create_date) FROM quittance_attempt)
                  AND provider.code NOT IN ('custom', 'none')
                  AND NOT EXISTS (SELECT FROM quittance_attempt attempt
                                   WHERE attempt.transaction_id = tx.id)""",
            moves,
        )[0]["n"]

    @api.model
    def _in_one_bucket(self, company, moves, buckets):
        """I3: the buckets add up to what is posted, and each skipped one has its reason."""
        posted = self._posted(company, moves)
        total = self._sum(buckets, company)
        no_reason = [
            row["id"] for row in buckets if row["bucket"] == "skipped" and not row["reason"]
        ]
        return {
            "holds": posted == total and not no_reason,
            "posted": posted["count"],
            "posted_amount": posted["amount"],
            "in_buckets": total["count"],
            "in_buckets_amount": total["amount"],
            "without_reason": len(no_reason),
        }

    @api.model
    def _history_whole(self, company, moves):
        """I4: each attempt's history leads without a gap to the state that it is in."""
        row = self._rows(
            """WITH told AS (
                 SELECT event.* FROM quittance_attempt_event event
                  WHERE event.attempt_id IN (SELECT attempt_id FROM quittance_attempt_invoice
                                              WHERE move_id IN %(moves)s)),
               steps AS (
                 SELECT attempt_id, before, after, lag(after) OVER history AS previous,
                        lead(id) OVER history IS NULL AS newest
                   FROM told WHERE before IS DISTINCT FROM after
                 WINDOW history AS (PARTITION BY attempt_id ORDER BY id))
               SELECT (SELECT count(DISTINCT attempt_id) FROM quittance_attempt_invoice
                        WHERE move_id IN %(moves)s) AS attempts,
                      (SELECT count(*) FROM told) AS events,
                      count(*) FILTER (WHERE before IS DISTINCT FROM previous) AS gaps,
                      count(*) FILTER (WHERE newest AND after = attempt.state) AS at_their_state,
                      (SELECT count(*) FROM told WHERE coalesce(why, '') = '' OR by IS NULL)
                        AS unexplained
                 FROM steps JOIN quittance_attempt attempt ON attempt.id = steps.attempt_id""",
            moves=moves,
        )[0]
        whole = row["attempts"] == row["at_their_state"]
        return {"holds": whole and not row["gaps"] and not row["unexplained"], **row}
