"""What waits for an accountant's decision, in numbers."""

from odoo import fields, models

KINDS = [
    ("quarantine", "Lines in quarantine"),
    ("held", "Lines held"),
    ("file", "Questions about files"),
    ("month", "Questions about months"),
    ("mail", "E-mails kept aside"),
    ("profile", "Files of suppliers without a profile"),
    ("total", "Files whose totals differ"),
]
# kind → the action that shows what is counted.
ACTIONS = {
    "quarantine": "quittance.action_quarantine_group",
    "held": "quittance.action_line",
    "file": "quittance.action_file",
    "month": "quittance.action_month",
    "mail": "quittance.action_mail",
    "profile": "quittance.action_file",
    "total": "quittance.action_file",
}
FILTERS = {"held": "held", "file": "asked", "month": "asked", "mail": "aside",
           "profile": "no_profile", "total": "totals"}


class QuittanceTodo(models.Model):
    _name = "quittance.todo"
    _description = "What waits for an accountant"
    _auto = False
    _order = "id"

    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    waiting = fields.Integer(string="How many", readonly=True)
    amount = fields.Float(digits=(20, 2), readonly=True)
    since = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        """A row of each kind for each company, also when nothing waits."""
        return """
            SELECT company.id * 10 + kind.number AS id, company.id AS company_id, kind.name AS kind,
                   count(found.id) AS waiting, COALESCE(sum(found.amount), 0) AS amount,
                   min(found.create_date) AS since
              FROM res_company company
             CROSS JOIN (VALUES (1, 'quarantine'), (2, 'held'), (3, 'file'), (4, 'month'),
                               (5, 'mail'), (6, 'profile'), (7, 'total'))
                        AS kind(number, name)
              LEFT JOIN (
                   SELECT id, company_id, state AS kind, amount, create_date FROM quittance_line
                    WHERE state IN ('quarantine', 'held')
                    UNION ALL
                   SELECT id, company_id, 'file', amount, create_date FROM quittance_file
                    WHERE question IS NOT NULL
                    UNION ALL
                   SELECT id, company_id, 'month', NULL, create_date FROM quittance_month
                    WHERE question IS NOT NULL
                    UNION ALL
                   SELECT id, company_id, 'mail', NULL, create_date FROM quittance_mail
                    WHERE state = 'aside'
                    UNION ALL
                   SELECT id, company_id, 'profile', NULL, create_date FROM quittance_file
                    WHERE state = 'refused' AND refused_code IN ('profile', 'profile_unknown')
                    UNION ALL
                   SELECT id, company_id, 'total', amount, create_date FROM quittance_file file
                    WHERE state = 'closed' AND totals_differ AND totals_seen_by IS NULL
                      AND NOT EXISTS (SELECT FROM quittance_file later
                                       WHERE later.replaces_id = file.id
                                         AND later.state = 'closed')
              ) found ON found.company_id = company.id AND found.kind = kind.name
             GROUP BY company.id, kind.number, kind.name
        """

    def action_open(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTIONS[self.kind])
        if self.kind in FILTERS:
            action["context"] = {f"search_default_{FILTERS[self.kind]}": 1}
        return action
