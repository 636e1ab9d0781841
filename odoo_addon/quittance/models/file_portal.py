"""What a supplier hands in through the portal or by e-mail, once it is known whose it is."""

import hashlib
import os
import re
import unicodedata
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .amounts import PERIOD
from .file_limits import LARGEST

AN_HOUR = 200
NAME_LENGTH = 120
CHUNK = 1024 * 1024


def clean_name(name):
    """A file's name without folders, control characters or marks that turn the writing round."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = "".join(one for one in name if one.isspace() or unicodedata.category(one)[0] != "C")
    stem, ending = os.path.splitext(" ".join(name.split()))
    ending = ending[:20]
    return f"{stem[:NAME_LENGTH - len(ending)]}{ending}"


def measure(stream):
    """(bytes, sha256) of a stream, read in pieces; it stands at its beginning afterwards."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    stream.seek(0)
    return size, digest.hexdigest()


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    @api.model
    def _portal_domain(self, supplier, companies):
        """All that a supplier may see: its files, but not what others had brought in its name and
        took back, which may be another supplier's."""
        return [("company_id", "in", companies.ids), ("supplier_id", "=", supplier.id), "|",
                ("state", "!=", "withdrawn"), ("channel", "not in", ("odoo", "cli"))]

    @api.model
    def _portal_receive(self, person, name, stream, month="", corrects=0, company=0):
        """Take a file from a supplier's person: (the file, is it new?).

        stream: binary and seekable. corrects: the id of a file of the same supplier, or 0.
        company: the id of the one that the file is for; 0 where there is one alone, or that of
        the file that it corrects. Errors: a sentence for the supplier; nothing was kept then.
        """
        _ = self.env._
        supplier, companies = person._quittance_supplier()
        self._portal_check(supplier)
        if month and not PERIOD.fullmatch(month):
            raise UserError(_("Choose the month from the list."))
        corrected = self._portal_corrected(supplier, companies, corrects)
        company = self._portal_company(companies, corrected, company)
        came = {"channel": "portal", "sender": f"{person.name} <{person.email or person.login}>"}
        file, new = self._receive(supplier, company, came, name, stream, month, corrected)
        return file.with_context(lang=self.env.lang), new

    @api.model
    def _receive(self, supplier, company, came, name, stream, month, corrected):
        """Take a supplier's file that came into Odoo by itself: (the file, is it new?).

        came: {channel, sender, and arrived when that was before now}. The rest as for
        `_portal_receive`, and so are the errors.
        """
        _ = self.env._
        files = self.sudo().with_context(lang=company.partner_id.lang)
        size, sha256 = measure(stream)
        if not size:
            raise UserError(_("It is empty: nothing was sent."))
        if size > LARGEST:
            raise UserError(_("It is larger than 64 MB. Send it in several files."))
        vals = {
            **files._portal_prepare(came, supplier, company, month or corrected.period or ""),
            "name": clean_name(name) or _("file"), "size": size, "sha256": sha256,
            "replaces_id": corrected.id or None,
        }
        earlier = files._portal_earlier(vals)
        if earlier:
            return earlier, earlier._came_again(stream, vals["profile_id"])
        self._portal_check_pace(supplier, company, came["channel"])
        if corrected:
            corrected.with_env(self.env(su=True))._make_way(vals["name"])
        file = files._insert({**vals, **files._question_of(vals)})
        if not file:
            raise UserError(_("Another correction of the same file came in the same moment."))
        file._keep(stream.read())
        return file, True

    @api.model
    def _portal_check(self, supplier):
        if not supplier:
            raise UserError(self.env._("Your account may not send service files. Ask us for it."))
        if not supplier.quittance_supplier_code:
            raise UserError(self.env._("We have not finished setting you up. Please ask us."))

    @api.model
    def _portal_company(self, companies, corrected, company):
        """The one of the supplier's companies that a file is for; nothing is guessed."""
        if corrected:
            return corrected.company_id
        found = companies if len(companies) == 1 and not company else companies.filtered(
            lambda one: one.id == company)
        if not found:
            raise UserError(self.env._("Choose the company that the file is for."))
        return found

    @api.model
    def _portal_check_pace(self, supplier, company, channel):
        recent = self.sudo().search_count([
            *self._portal_domain(supplier, company), ("channel", "=", channel),
            ("create_date", ">", fields.Datetime.now() - timedelta(hours=1))], limit=AN_HOUR)
        if recent >= AN_HOUR:
            raise UserError(self.env._(
                "%s files came within an hour: that is the limit. Send the rest later.", AN_HOUR))

    @api.model
    def _portal_corrected(self, supplier, companies, corrects):
        """The supplier's own file that is corrected, with sudo; none for 0."""
        files = self.sudo()
        if not corrects:
            return files.browse()
        found = files.search([("id", "=", corrects), *self._portal_domain(supplier, companies)])
        found = found._decided()
        if found.state != "closed":
            raise UserError(self.env._("The file that it is to correct was not read."))
        return found

    @api.model
    def _portal_prepare(self, came, supplier, company, month):
        profile = self.env["quittance.profile"]._for_supplier(company, supplier, "")
        return {
            "company_id": company.id,
            "supplier_id": supplier.id,
            "profile_id": profile.id or None,
            "period": month,
            "channel": came["channel"],
            "sender": came["sender"][:200],
            "arrived_at": came.get("arrived") or fields.Datetime.now(),
            "state": "waiting",
        }

    @api.model
    def _same_for_month(self, vals):
        """The domain of files of the same bytes for the same month: for whichever month when the
        dates of its lines decide; where nobody says the month, for the one that the profile's rule
        finds in its name or by the day on which it comes."""
        key = [(name, "=", vals[name]) for name in ("company_id", "supplier_id", "sha256")]
        rule = self.env["quittance.profile"].browse(vals["profile_id"]).period_rule
        if rule == "date":
            return key
        if rule == "previous" and not vals["period"]:
            company = self.env["res.company"].browse(vals["company_id"])
            before = company._quittance_today().replace(day=1) - timedelta(days=1)
            return [*key, ("period", "in", ("", f"{before:%Y-%m}"))]
        if rule == "filename" and not vals["period"]:
            return [*key, "|", ("period", "=", ""), ("name", "=", vals["name"])]
        return [*key, ("period", "=", vals["period"])]

    @api.model
    def _portal_earlier(self, vals):
        """The file of the same bytes for the same month, however it came."""
        found = self.search([*self._same_for_month(vals), ("state", "!=", "withdrawn")])
        return (found.filtered(lambda file: file.state != "refused") or found)[:1]

    def _came_again(self, stream, profile_id):
        """The same bytes once more: are they read? Only where they were refused and could be read
        by now. stream: stands at its beginning."""
        profile = self.env["quittance.profile"].browse(profile_id)
        if not self._worth_another_try(profile):
            return False
        if not self.content:
            self._keep(stream.read())
        self._wait_again(profile)
        self._log(self.env._("It came again: to be read again."))
        return True

    @api.model
    def _portal_correctable(self, supplier, companies):
        """The supplier's newest files that a new one could correct, with sudo."""
        files = self.sudo().search(
            [*self._portal_domain(supplier, companies), ("state", "=", "closed")], limit=30)
        corrected = self.sudo().search(
            [("replaces_id", "in", files.ids), ("state", "not in", ("refused", "withdrawn")),
             ("question", "!=", "correction")]).replaces_id
        return files - corrected

    @api.model
    def _portal_months(self, back):
        """[(YYYY-MM, its name)] from the next month backwards, named in the reader's language."""
        first = fields.Date.context_today(self).replace(day=1) + relativedelta(months=1)
        months = [first - relativedelta(months=number) for number in range(back + 2)]
        return [(day.strftime("%Y-%m"), self._portal_month_name(day.strftime("%Y-%m")))
                for day in months]

    @api.model
    def _portal_month_name(self, period):
        """The month as people say it, in the reader's language."""
        day = fields.Date.to_date(f"{period}-01")
        return format_date(self.env, day, date_format="MMMM y").capitalize()
