"""The alarm for a night that did not run, or did not end well."""

from datetime import datetime, time, timedelta

import pytz

from odoo import _, fields, models


class QuittanceSettings(models.Model):
    _inherit = "quittance.settings"

    def _cron_night_alarm(self):
        """Every company that collects: once per missed night, after its deadline hour."""
        for settings in self.sudo().search([("collection_on", "=", True)]):
            settings._check_night(fields.Datetime.now())

    def _check_night(self, now):
        """Raise the alarm for the night that ended at the last deadline, at most once."""
        night = self._last_night(now)
        if not night or (self.alarm_night and self.alarm_night >= night):
            return
        trouble = self._night_trouble(night)
        if trouble:
            self.write({"alarm_night": night})
            self._log("alarm", _("Night to %s", night), trouble)
            self._tell_supervisors(_("Quittance: the night to %s needs you", night), trouble)

    def _last_night(self, now):
        """The local date of the last deadline; none while collection was not on all night."""
        local = self._local(now)
        night = local.date() - timedelta(days=local.hour < self.night_deadline)
        since = self.collection_at
        return night if since and since <= self._deadline(night - timedelta(days=1)) else None

    def _deadline(self, day):
        """The deadline hour of a local day as a naive UTC moment."""
        zone = pytz.timezone(self.timezone)
        moment = zone.localize(datetime.combine(day, time(self.night_deadline)))
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _night_trouble(self, night):
        """What is wrong with that night, as a sentence; '' when one has run."""
        runs = self.env["quittance.run"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "night"),
                ("opened_at", ">=", self._deadline(night - timedelta(days=1))),
                ("opened_at", "<", self._deadline(night)),
            ]
        )
        if not runs:
            return _(
                "No night has run for %s: no waiting file was read and nothing was collected. Is the "
                "connector's timer on? `systemctl status quittance-night.timer` and "
                "`quittance doctor` say why; `quittance night` makes up for it.",
                self.company_id.name,
            )
        if any(run._went_through() for run in runs):
            return ""
        return _(
            "The night of %(company)s did not end well: %(outcome)s. %(summary)s Its report is "
            "in Quittance › Runs.",
            company=self.company_id.name,
            outcome=runs[0].outcome,
            summary=runs[0].summary or "",
        )
