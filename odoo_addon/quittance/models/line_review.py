"""What is unusual about a line, against what came before: asked about, with the figures."""

from odoo import models

from .review_reasons import (
    AMOUNT_NEW,
    AMOUNT_UNUSUAL,
    BOOKS_CLOSED,
    DATE_OUTSIDE,
    MONTH_CLOSED,
    PRICE_NEW,
    PRICE_UNUSUAL,
    QUANTITY_NEW,
    QUANTITY_UNUSUAL,
)

EARLIER_AT_LEAST = 3
MONTHS_BEFORE = 6
# Of a client that is new to the service, what the supplier brought of it for others is held against
# it: more lines are asked for, as clients differ, and no more are looked at than tell.
ELSEWHERE_AT_LEAST = 10
ELSEWHERE_AT_MOST = 1000
# What earlier files brought for the same clients in the six months before a line's own month, and
# in that month itself; what came for later months is no history of it.
# Each client is looked up by itself (OFFSET keeps it so), in the index of its months.
# The usual is a median that PostgreSQL takes from the values themselves: no float is made.
UNUSUAL = """
    WITH own AS (
        SELECT id, supplier_id, client_id, product_id, currency_id, abs(quantity) AS quantity,
               abs(COALESCE(price, amount / NULLIF(quantity, 0))) AS price,
               abs(amount) AS amount, period AS month
          FROM quittance_line
         WHERE id = ANY(%(ids)s) AND accepted_at IS NULL AND period <> ''
    ), months AS (
        SELECT DISTINCT client_id, month,
               to_char((month || '-01')::date - make_interval(months => %(months)s), 'YYYY-MM')
                   AS first
          FROM own
    ), earlier AS (
        SELECT months.month, line.* FROM months
          JOIN LATERAL (
            SELECT supplier_id, client_id, product_id, currency_id, abs(quantity) AS quantity,
                   abs(COALESCE(price, amount / NULLIF(quantity, 0))) AS price,
                   abs(amount) AS amount
              FROM quittance_line
             WHERE client_id = months.client_id
               AND period BETWEEN months.first AND months.month
               AND company_id = %(company)s
               AND state IN ('billable', 'held', 'billed', 'credited')
               AND withdraw IS NOT TRUE AND NOT file_id = ANY(%(files)s) OFFSET 0) line ON true
    ), usual AS (
        SELECT month, client_id, product_id, currency_id, count(*) AS lines,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY price) AS price
          FROM earlier GROUP BY month, client_id, product_id, currency_id
        HAVING count(*) >= %(least)s
    ), brought AS (
        SELECT month, supplier_id, client_id, currency_id, count(*) AS lines,
               max(amount) AS largest,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS amount
          FROM earlier GROUP BY month, supplier_id, client_id, currency_id
        HAVING count(*) >= %(least)s
    ), strange AS (
        SELECT DISTINCT own.month, own.supplier_id, own.product_id, own.currency_id
          FROM own
          LEFT JOIN usual USING (month, client_id, product_id, currency_id)
          LEFT JOIN brought USING (month, supplier_id, client_id, currency_id)
         WHERE usual.lines IS NULL OR brought.lines IS NULL
    ), elsewhere AS (
        SELECT strange.month, strange.supplier_id, strange.product_id, strange.currency_id,
               count(*) AS lines, max(quantity) AS most, min(price) AS cheapest,
               max(price) AS dearest, max(amount) AS largest,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY price) AS price,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS amount
          FROM strange JOIN LATERAL (
            SELECT abs(quantity) AS quantity,
                   abs(COALESCE(price, amount / NULLIF(quantity, 0))) AS price,
                   abs(amount) AS amount
              FROM quittance_line
             WHERE supplier_id = strange.supplier_id AND product_id = strange.product_id
               AND currency_id = strange.currency_id AND company_id = %(company)s
               AND period BETWEEN to_char((strange.month || '-01')::date
                       - make_interval(months => %(months)s), 'YYYY-MM') AND strange.month
               AND state IN ('billable', 'held', 'billed', 'credited')
               AND withdraw IS NOT TRUE AND NOT file_id = ANY(%(files)s)
             ORDER BY id DESC LIMIT %(elsewhere_most)s) line ON true
         GROUP BY 1, 2, 3, 4 HAVING count(*) >= %(elsewhere_least)s
    ), judged AS (
        SELECT own.id, own.quantity, own.price, own.amount, usual.quantity AS usual_quantity,
               usual.price AS usual_price, usual.lines AS usual_lines,
               brought.amount AS usual_amount, brought.largest, brought.lines AS brought_lines,
               %(review_quantity)s > 0 AND usual.quantity > 0
                   AND own.quantity >= %(review_quantity)s * usual.quantity AS quantity_unusual,
               %(review_amount)s > 0 AND own.amount > brought.largest
                   AND own.amount >= %(review_amount)s * brought.amount AS amount_unusual,
               %(review_price)s > 0 AND own.price > 0 AND usual.price > 0
                   AND (own.price >= %(review_price)s * usual.price
                        OR own.price * %(review_price)s <= usual.price) AS price_unusual,
               usual.lines IS NULL AND %(review_quantity)s > 0 AND elsewhere.quantity > 0
                   AND own.quantity > elsewhere.most
                   AND own.quantity >= %(review_quantity)s * elsewhere.quantity AS quantity_new,
               brought.lines IS NULL AND %(review_amount)s > 0
                   AND own.amount > elsewhere.largest
                   AND own.amount >= %(review_amount)s * elsewhere.amount AS amount_new,
               usual.lines IS NULL AND %(review_price)s > 0 AND own.price > 0
                   AND elsewhere.price > 0
                   AND (own.price > elsewhere.dearest
                            AND own.price >= %(review_price)s * elsewhere.price
                        OR own.price < elsewhere.cheapest
                            AND own.price * %(review_price)s <= elsewhere.price) AS price_new,
               elsewhere.lines AS other_lines, elsewhere.most, elsewhere.quantity AS other_quantity,
               elsewhere.price AS other_price, elsewhere.amount AS other_amount,
               elsewhere.largest AS other_largest
          FROM own
          LEFT JOIN usual USING (month, client_id, product_id, currency_id)
          LEFT JOIN brought USING (month, supplier_id, client_id, currency_id)
          LEFT JOIN elsewhere USING (month, supplier_id, product_id, currency_id)
    )
    SELECT id, trim_scale(quantity)::text AS quantity, trim_scale(price)::text AS price,
           amount::text AS amount, trim_scale(usual_quantity)::text AS usual_quantity,
           trim_scale(usual_price)::text AS usual_price, usual_amount::text AS usual_amount,
           largest::text AS largest, usual_lines, brought_lines,
           trim_scale(other_quantity)::text AS other_quantity, trim_scale(most)::text AS most,
           trim_scale(other_price)::text AS other_price, other_amount::text AS other_amount,
           other_largest::text AS other_largest, other_lines,
           quantity_unusual, amount_unusual, price_unusual, quantity_new, amount_new, price_new
      FROM judged WHERE quantity_unusual OR amount_unusual OR price_unusual
                     OR quantity_new OR amount_new OR price_new
"""
# Services whose own month's invoice is out, or the one they would go onto, or whose books are
# locked. A line is of its file's month, whatever its date: the date tells when the service was.
CLOSED = """
    SELECT line.id, COALESCE(month.period, line.period) AS period,
           month.period IS NOT NULL AS posted, %(locked)s AS locked
      FROM quittance_line line
      LEFT JOIN LATERAL (
            SELECT min(closed.period) AS period FROM quittance_month closed
             WHERE closed.company_id = line.company_id AND closed.client_id = line.client_id
               AND closed.period IN (line.period, to_char(line.date, 'YYYY-MM'))
               AND closed.currency_id = line.currency_id
               AND closed.kind = 'services' AND closed.state = 'posted') month ON true
     WHERE line.id = ANY(%(ids)s) AND line.accepted_at IS NULL
       AND (month.period IS NOT NULL
            OR COALESCE(line.date, (line.period || '-01')::date) <= %(locked)s::date)
"""
# The connector gives each line its file's month: the date alone tells of another one. A file whose
# lines go by their dates is expected to be of the month before it came, or of that in which it did.
OUTSIDE = """
    SELECT line.id, COALESCE(line.date::text, line.period) AS date, own.months[1] AS period
      FROM quittance_line line JOIN quittance_file file ON file.id = line.file_id
     CROSS JOIN LATERAL (
           SELECT COALESCE(file.arrived_at, file.create_date)
                  AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s AS on) came
     CROSS JOIN LATERAL (
           SELECT CASE WHEN file.period <> '' THEN ARRAY[file.period]
                       ELSE ARRAY[to_char(came.on - interval '1 month', 'YYYY-MM'),
                                  to_char(came.on, 'YYYY-MM')] END AS months) own
     WHERE line.id = ANY(%(ids)s) AND line.accepted_at IS NULL
       AND COALESCE(to_char(line.date, 'YYYY-MM'), line.period) <> ALL(own.months)
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _review(self):
        """{line id: (code, reason)} of the lines that a person should look at; set-based.

        A line that a person accepted is looked at no more.
        """
        found = {}
        for company in self.company_id:
            lines = self.filtered(lambda line, company=company: line.company_id == company)
            settings = self.env["quittance.settings"]._for_company(company)
            for line_id, code, reason in lines._review_findings(company, settings):
                first = found.setdefault(line_id, (code, []))
                first[1].append(reason)
        return {line_id: (code, "\n".join(reasons)) for line_id, (code, reasons) in found.items()}

    def _review_findings(self, company, settings):
        """(line id, code, reason in English), the gravest of a line first."""
        files = self.file_id
        for file in self.file_id:
            files |= file._chain()
        args = {
            "ids": self.ids, "files": files.ids, "company": company.id, "least": EARLIER_AT_LEAST,
            "months": MONTHS_BEFORE, "zone": settings.timezone, "elsewhere_least": ELSEWHERE_AT_LEAST,
            "elsewhere_most": ELSEWHERE_AT_MOST,
            **{name: settings[name] for name in ("review_quantity", "review_amount",
                                                 "review_price")},
        }
        if settings.closed_month == "hold":
            yield from self._review_closed(company, args)
        if settings.outside_period == "hold":
            self.env.cr.execute(OUTSIDE, args)
            for row in self.env.cr.dictfetchall():
                yield row["id"], "date_outside", DATE_OUTSIDE._source % row
        if any(args[name] for name in ("review_quantity", "review_amount", "review_price")):
            self.env.cr.execute(UNUSUAL, args)
            for row in self.env.cr.dictfetchall():
                yield from self._review_figures(row)

    def _review_closed(self, company, args):
        locks = [company.sudo()[name] for name in ("sale_lock_date", "fiscalyear_lock_date",
                                                   "hard_lock_date")]
        locked = max((day for day in locks if day), default=None)
        self.env.cr.execute(CLOSED, {**args, "locked": locked})
        for row in self.env.cr.dictfetchall():
            sentence = MONTH_CLOSED if row["posted"] else BOOKS_CLOSED
            yield row["id"], "month_closed", sentence._source % row

    def _review_figures(self, row):
        yield from self._review_own(row)
        yield from self._review_new(row)

    def _review_new(self, row):
        """Of a client without a history of its own: against what others have of that service."""
        if row["quantity_new"]:
            yield row["id"], "quantity_unusual", QUANTITY_NEW._source % {
                "quantity": row["quantity"], "usual": row["other_quantity"],
                "largest": row["most"], "count": row["other_lines"]}
        if row["price_new"]:
            yield row["id"], "price_unusual", PRICE_NEW._source % {
                "price": row["price"], "usual": row["other_price"], "count": row["other_lines"]}
        if row["amount_new"]:
            yield row["id"], "amount_unusual", AMOUNT_NEW._source % {
                "amount": row["amount"], "usual": row["other_amount"],
                "largest": row["other_largest"], "count": row["other_lines"]}

    def _review_own(self, row):
        if row["quantity_unusual"]:
            yield row["id"], "quantity_unusual", QUANTITY_UNUSUAL._source % {
                "quantity": row["quantity"], "usual": row["usual_quantity"],
                "count": row["usual_lines"]}
        if row["price_unusual"]:
            yield row["id"], "price_unusual", PRICE_UNUSUAL._source % {
                "price": row["price"], "usual": row["usual_price"], "count": row["usual_lines"]}
        if row["amount_unusual"]:
            yield row["id"], "amount_unusual", AMOUNT_UNUSUAL._source % {
                "amount": row["amount"], "usual": row["usual_amount"],
                "largest": row["largest"], "count": row["brought_lines"]}
