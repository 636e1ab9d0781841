"""A number that can be read in two ways: the connector says what each reading comes to, and a
person chooses. Nothing is parsed or multiplied here.

`readings`: [{decimal_mark, thousands_mark, quantity, price, amount}], decimal texts, "" where the
file has none; `reading_keys`: what the line would be known by in each of them, {key, content}.
"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .amounts import decimal_of
from .line import LIVE

READINGS_AT_MOST = 8
# What stood in the file is ambiguous no more; the key is taken where no other service has it. What
# the row was known by stays beside it: a correction's row that is as it was says nothing else.
CHOSEN = f"""
    UPDATE quittance_line line
       SET quantity = NULLIF(%(quantity)s, '')::numeric, price = NULLIF(%(price)s, '')::numeric,
           amount = %(amount)s::numeric, amount_known = true, content = %(content)s,
           content_read = content, key_read = key,
           reading_gave_amount = amount IS NULL,
           problems = (
               SELECT jsonb_agg(one ORDER BY no)
                 FROM jsonb_array_elements(problems) WITH ORDINALITY AS said(one, no)
                WHERE one ->> 'code' <> 'number_ambiguous'),
           key = CASE WHEN EXISTS (
                     SELECT FROM quittance_line other
                      WHERE other.company_id = line.company_id AND other.key = %(key)s
                        AND other.id <> line.id AND {LIVE})
                 THEN line.key ELSE %(key)s END,
           reading_by = %(uid)s, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
     WHERE line.id = %(line)s
 RETURNING reading_gave_amount
"""
# Both of these were said when the file was read, and hold no more.
COUNTED = """
    UPDATE quittance_file SET amount = amount + %(amount)s::numeric, unreadable = unreadable - 1
     WHERE id = %(file)s
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    readings = fields.Json(readonly=True, help="What an ambiguous number may mean.")
    reading_keys = fields.Json(readonly=True)
    # What the row was known by before a person chose.
    key_read = fields.Char(readonly=True)
    content_read = fields.Char(readonly=True)
    reading_by = fields.Many2one("res.users", string="Number read by", readonly=True)
    reading_gave_amount = fields.Boolean(
        string="Amount by the number's reading", readonly=True,
        help="The file states no amount: it came to one only when a person had said which number "
             "is meant.")
    reading_choices = fields.Json(compute="_compute_reading_choices")

    @api.depends("readings", "state", "reason_code")
    @api.depends_context("lang")
    def _compute_reading_choices(self):
        """[{id, label}] of what the number may mean; [] where nothing is to be chosen."""
        for line in self:
            ambiguous = line.state == "quarantine" and line.reason_code == "number_ambiguous"
            line.reading_choices = [
                {"id": line._reading_id(one), "label": line._reading_said(one)}
                for one in line.readings or [] if ambiguous]

    @api.model
    def _reading_id(self, reading):
        return f"{reading['decimal_mark']} {reading['thousands_mark']}"

    def _reading_said(self, reading):
        """As `2 × 1,234 = 2.47`, in the reader's language."""
        return self._figures(*(float(reading[name] or 0) for name in (
            "amount", "price", "quantity")))

    @api.model
    def _prepare_readings(self, line):
        """(`readings`, `reading_keys`) of a LINE, None where it has none. Errors: values that are
        none."""
        given = line.get("readings") or []
        if not isinstance(given, list) or len(given) > READINGS_AT_MOST:
            raise UserError(_("A line has at most %s readings.", READINGS_AT_MOST))
        readings, keys = [], []
        for one in given:
            amount = decimal_of(self.env, one.get("amount"), _("Amount"))
            if amount is None:
                raise UserError(_("A reading needs its amount."))
            for name in ("quantity", "price"):
                decimal_of(self.env, one.get(name), name)
            readings.append({name: str(one.get(name) or "") for name in (
                "decimal_mark", "thousands_mark", "quantity", "price", "amount")})
            keys.append({name: str(one.get(name) or "") for name in ("key", "content")})
        return (readings, keys) if readings else (None, None)

    # ------------------------------------------------------------------ the choice

    def accept_suggestion(self, found_id):
        """One click on a reading: it holds for these lines. {said, file_id, marks}."""
        self._check_may()
        done = self.sudo()._choose_reading(found_id)
        decimal_mark, _blank, thousands_mark = found_id.partition(" ")
        said = _("1 line has its number.") if done == 1 else _("%s lines have their number.", done)
        return {"said": said, "file_id": self[:1].file_id.id,
                "marks": [decimal_mark, thousands_mark],
                "offer": _("Mend the profile too")}

    def _choose_reading(self, chosen):
        """Returns for how many lines. Whatever is whole then is admitted, the rest says what it
        lacks. Errors: a line that was decided meanwhile, or has no such reading."""
        self._lock_by_id()
        for line in self:
            if line.state != "quarantine" or line.reason_code != "number_ambiguous":
                raise UserError(_("Somebody decided this meanwhile: the list is loaded again."))
            line._read_as(chosen)
        self._look_up_codes()
        whole = self.filtered(lambda line: line._is_whole())
        whole._admit()
        (self - whole)._say_what_holds()
        return len(self)

    def _read_as(self, chosen):
        found = [(reading, keys) for reading, keys in zip(
            self.readings or [], self.reading_keys or [], strict=True)
            if self._reading_id(reading) == chosen]
        if not found:
            raise UserError(_("%s cannot be read so.", self.display_name))
        reading, keys = found[0]
        said = self._reading_said(reading)
        args = {**reading, **keys, "line": self.id, "file": self.file_id.id, "uid": self.env.uid}
        self.env.flush_all()
        self.env.cr.execute(CHOSEN, args)
        if self.env.cr.fetchone()[0]:
            self.env.cr.execute(COUNTED, args)
        self.env.invalidate_all()
        self._message_log(body=_("The number was read as %(figures)s by %(who)s.", figures=said,
                                 who=self.env.user.name))
