"""One dialog for what a supervisor decides: it shows the facts and asks why."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceControlWizard(models.TransientModel):
    _name = "quittance.control.wizard"
    _description = "Decide, with a reason"

    what = fields.Selection(
        [
            ("collection_on", "Switch collection on"),
            ("collection_off", "Switch collection off"),
            ("go_live", "Set the go-live day"),
            ("bind", "Bind this database"),
            ("restore", "Accept the restore"),
            ("release", "Release this run"),
            ("withdraw", "Withdraw the release"),
        ],
        required=True,
        readonly=True,
    )
    settings_id = fields.Many2one("quittance.settings", readonly=True)
    release_id = fields.Many2one("quittance.release", readonly=True)
    facts = fields.Text(string="What you should know", readonly=True)
    go_live = fields.Date(string="Go-live day")
    reason = fields.Char(string="Why")

    @api.model
    def _open(self, what, settings=None, release=None):
        """The dialog for one decision, with its facts."""
        names = dict(self._fields["what"]._description_selection(self.env))
        wizard = self.create(
            {
                "what": what,
                "settings_id": settings.id if settings else False,
                "release_id": release.id if release else False,
                "facts": release._facts_for(what) if release else self._facts(what, settings),
                "go_live": settings.go_live if settings else False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": names[what],
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _facts(self, what, settings):
        if what == "bind":
            return "\n".join(
                [
                    *self.env["quittance.ledger"]._facts_for_binding(),
                    _("Bind it only if this is the one database that is worked in. If it is a "
                      "copy for a test, close this."),
                ]
            )
        if what == "restore":
            return "\n".join(
                [
                    *self.env["quittance.ledger"]._facts_for_binding(),
                    _("`quittance audit` has to have run since. A new epoch is drawn, so that no "
                      "reference of the lost time is used again."),
                ]
            )
        if what == "go_live":
            return _("Invoices dated from this day on are collected. Older ones never by "
                     "themselves.")
        name = settings.company_id.name
        if what == "collection_on":
            return _("From the next run on, what is due to %s is collected.", name)
        return _("Nothing more of %s is collected; what is under way is still followed up.", name)

    def action_confirm(self):
        """Do it. The models check who may, and write the journal of the controls."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        settings = self.settings_id
        ledger = self.env["quittance.ledger"]._get().with_env(self.env)
        if self.what == "go_live":
            if not self.go_live:
                raise UserError(_("Choose a day."))
            settings._set_go_live(self.go_live, reason)
        elif self.what == "bind":
            ledger._bind(reason)
        elif self.what == "restore":
            ledger._accept_restore(reason)
        elif self.what == "release":
            self.release_id._release(reason)
        elif self.what == "withdraw":
            self.release_id._withdraw(reason)
        else:
            settings._switch(self.what == "collection_on", reason)
        return {"type": "ir.actions.act_window_close"}
