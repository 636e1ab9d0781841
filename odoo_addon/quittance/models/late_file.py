"""A supplier whose file has not come by the day agreed: the accountants are told, once."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_file_day = fields.Integer(
        string="File expected by day",
        help="Day of the following month by which this supplier's file has come, 1 to 28. 0: no "
             "day is agreed.",
    )
    quittance_file_day_since = fields.Date(
        string="Day agreed since", compute="_compute_quittance_file_day_since", store=True,
        copy=False,
        help="When the day was agreed: months before are not missed.",
    )

    @api.depends("quittance_file_day")
    def _compute_quittance_file_day_since(self):
        today = fields.Date.context_today(self)
        for partner in self:
            since = partner.quittance_file_day_since or today
            partner.quittance_file_day_since = since if partner.quittance_file_day else False

    @api.constrains("quittance_file_day")
    def _check_quittance_file_day(self):
        if any(not 0 <= partner.quittance_file_day <= 28 for partner in self):
            raise ValidationError(_("The day is 1 to 28, or 0 when none is agreed."))


class QuittanceLateFile(models.Model):
    _name = "quittance.late.file"
    _description = "A file that did not come by the day agreed"
    _order = "period desc, supplier_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    supplier_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    period = fields.Char(required=True, readonly=True)
    came = fields.Boolean(readonly=True)

    _once = models.UniqueIndex(
        "(company_id, supplier_id, period)", "This supplier's month was told of already.")

    @api.model
    def _cron_late_files(self):
        """Every day: tell of each file that is late, and end what was told of those that came."""
        months = self.env["quittance.supplier.month"].sudo()
        for month in months.search([("days_late", ">", 0)]):
            self.sudo()._tell(month)
        for late in self.sudo().search([("came", "=", False)]):
            late._end_when_it_came()

    @api.model
    def _tell(self, month):
        self.flush_model()
        self.env.cr.execute(SQL(
            "INSERT INTO quittance_late_file (company_id, supplier_id, period, came)"
            " VALUES (%s, %s, %s, false) ON CONFLICT (company_id, supplier_id, period)"
            " DO UPDATE SET came = false WHERE quittance_late_file.came RETURNING id",
            month.company_id.id, month.supplier_id.id, month.period))
        found = self.env.cr.fetchone()
        if found:
            late = self.browse(found[0])
            late.invalidate_recordset(["came"])
            for user in late._accountants():
                late = late.with_context(lang=user.lang)
                late.supplier_id.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id,
                    summary=late._summary(), note=late.env._(
                        "Expected by %(day)s. Ask the supplier, or enter another day on its contact.",
                        day=month.expected_on))

    def _summary(self):
        return self.env._("No service file for %s yet", self.period)

    def _accountants(self):
        users = self.env.ref("quittance.group_accountant").sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share
                              and self.company_id in user.company_ids)

    def _end_when_it_came(self):
        self.ensure_one()
        month = self.env["quittance.supplier.month"].search(
            [("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id),
             ("period", "=", self.period)])
        if month.state != "received" and month.days_late:
            return
        self.came = True
        for user in self._accountants():
            late = self.with_context(lang=user.lang)
            late.supplier_id.activity_ids.filtered(
                lambda one, late=late, user=user: one.user_id == user
                and one.summary == late._summary()
            ).action_feedback(feedback=late.env._("The file came."))
