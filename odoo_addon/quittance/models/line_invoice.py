"""The tie between a service line and its invoice line."""

from odoo import _, models
from odoo.tools import SQL

# What stands on an invoice line, as comparable text. jsonb orders its keys by itself.
WRITTEN = """
    jsonb_build_object(
        'name', item.name, 'quantity', trim_scale(item.quantity),
        'price', trim_scale(item.price_unit), 'discount', trim_scale(COALESCE(item.discount, 0)),
        'product', item.product_id, 'account', item.account_id,
        'taxes', (SELECT COALESCE(jsonb_agg(account_tax_id ORDER BY account_tax_id), '[]')
                    FROM account_move_line_account_tax_rel
                   WHERE account_move_line_id = item.id))::text
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _link_to(self, moves):
        """Tie every service that the moves' lines name, set-based. Only new ties are written."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                f"""
                UPDATE quittance_line line
                   SET state = CASE WHEN item.quittance_reverses THEN 'credited' ELSE 'billed' END,
                       reversal_line_id = CASE WHEN item.quittance_reverses THEN item.id END,
                       invoice_line_id = CASE WHEN item.quittance_reverses
                                              THEN line.invoice_line_id ELSE item.id END,
                       month_id = CASE WHEN item.quittance_reverses THEN line.month_id
                                       ELSE move.quittance_month_id END,
                       written = CASE WHEN item.quittance_reverses THEN line.written
                                      ELSE {WRITTEN} END,
                       reason = NULL, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                 WHERE item.move_id IN %s AND item.quittance_line_id = line.id
                   AND (line.state = 'billable'
                        OR (item.quittance_reverses AND line.state = 'billed'))
                """,
                self.env.uid, tuple(moves.ids),
            )
        )

    def _write_again(self, moves):
        """What stands on the moves' lines now is Quittance's writing, save what a person changed."""
        self.env.cr.execute(
            SQL(
                f"""
                UPDATE quittance_line line SET written = {WRITTEN}
                  FROM account_move_line item
                 WHERE item.move_id IN %s AND item.id = line.invoice_line_id
                   AND line.edited IS NOT TRUE
                """,
                tuple(moves.ids),
            )
        )
        self.invalidate_model(["written"])

    def _refresh_edited(self, by=None):
        """Mark the services whose invoice line a person changed. Once marked, always marked."""
        if not self:
            return
        self.env["account.move.line"].flush_model()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                f"""
                UPDATE quittance_line line SET edited = true
                  FROM account_move_line item
                 WHERE line.id IN %s AND item.id = line.invoice_line_id
                   AND line.edited IS NOT TRUE AND line.written <> {WRITTEN}
                RETURNING line.id
                """,
                tuple(self.ids),
            )
        )
        changed = self.browse([row[0] for row in self.env.cr.fetchall()])
        changed.invalidate_recordset(["edited"])
        for line in changed if by else ():
            line.message_post(body=_("Its invoice line was changed by %s.", by.name))

    def _refresh_edited_of(self, files):
        self.search(
            [("file_id", "in", files.ids), ("state", "=", "billed")]
        )._refresh_edited()
