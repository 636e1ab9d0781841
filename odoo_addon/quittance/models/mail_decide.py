"""What accountants decide about messages that were kept aside."""

import base64

from odoo import _, fields, models
from odoo.exceptions import AccessError, UserError

from . import letter as letters


class QuittanceMail(models.Model):
    _inherit = "quittance.mail"

    def action_accept(self):
        """*Take the files*: from this message alone."""
        return self._accept(remember=False)

    def action_accept_and_remember(self):
        """*Take them, now and henceforth*: the sender goes onto the supplier's list."""
        return self._accept(remember=True)

    def action_reject(self):
        """*Reject*: asks for the reason."""
        self._check_may()
        return self.env["quittance.decision"]._open("mail_no", mails=self)

    def action_original(self):
        self.ensure_one()
        self._check_may()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/quittance.mail/{self.id}/original/message.eml?download=1",
            "target": "self",
        }

    def action_files(self):
        self.ensure_one()
        files = self.part_ids.file_id
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "quittance.file",
            "view_mode": "list,form",
            "domain": [("id", "in", files.ids)],
        }

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")

    def _accept(self, remember):
        self._check_may()
        for mail in self.sudo():
            mail.lock_for_update()
            if mail.state != "aside":
                continue
            if remember and mail.may_remember:
                mail.mailbox_id.sender_ids = [fields.Command.create({"email": mail.sender})]
                mail.message_post(body=_("%(user)s knows the sender %(sender)s from now on.",
                                         user=self.env.user.name, sender=mail.sender))
            mail.part_ids.filtered(
                lambda part: part.state == "refused" and part.sha256
            ).write({"state": "kept", "sentence": False})
            if not mail.original:
                raise UserError(_("A file of this message holds card numbers, so that the message "
                                  "itself is not kept any more: ask for it again without them."))
            mail._take_files(letters.parse(base64.b64decode(mail.original)))
            mail._check_something_taken()
            mail._decided("accepted", _("%s took the files.", self.env.user.name))
        return True

    def _check_something_taken(self):
        if not self.part_ids.file_id:
            said = "\n".join(
                f"{part.name}: {part.sentence}" for part in self.part_ids if part.sentence)
            raise UserError(_("Nothing in it could be taken.\n%s", said))

    def _reject(self, reason):
        self._check_may()
        for mail in self.sudo():
            mail.lock_for_update()
            if mail.state == "aside":
                mail.decision = reason
                mail._decided("rejected", _("%(user)s rejected it: %(reason)s",
                                            user=self.env.user.name, reason=reason))

    def _decided(self, state, text):
        """The message itself, with whatever stands in it, is needed no more."""
        self.write({"state": state, "decided_by": self.env.uid,
                    "decided_at": fields.Datetime.now(), "original": False})
        self.message_post(body=text)
