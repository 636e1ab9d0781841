"""Telling the supervisors what cannot wait: an activity, and a message by mail."""

from odoo import models


class QuittanceAlarmMixin(models.AbstractModel):
    _name = "quittance.alarm.mixin"
    _description = "Quittance: tells the supervisors"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    def _supervisors(self):
        """Active supervisors of the record's company, of all when it has none."""
        self.ensure_one()
        users = self.env.ref("quittance.group_supervisor").sudo().all_user_ids
        company = self.company_id if "company_id" in self._fields else False
        return users.filtered(
            lambda user: user.active and not user.share
            and (not company or company in user.company_ids)
        )

    def _tell_supervisors(self, summary, note):
        """One open activity with this summary for each, and one message to those it is new to."""
        record = self.sudo()
        told = record.activity_ids.filtered(lambda one: one.summary == summary).user_id
        users = record._supervisors() - told
        for user in users:
            record.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id
            )
        if users:
            record.message_post(
                subject=summary,
                body=note,
                partner_ids=users.partner_id.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
            )
