"""Files each of which replaces the one before: which one that is, decided by when they came.

Two of a month are never open together: the second would not see the first, and both would bill. One
that comes to be read after a later one is asked about: it would take away what the later one brought.
All of it is decided in the supplier's turn, and looked at once more when the file is closed.
"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class FileWaits(UserError):
    """An earlier file has to be read first: nothing is wrong with this one."""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    question = fields.Selection(selection_add=[("overtaken", "A later file was read already")])
    arrived_at = fields.Datetime(string="Came on", readonly=True)
    may_overtake = fields.Boolean(
        readonly=True, help="A person said that it replaces those that came after it.")

    def _arrival(self):
        """What orders the files of a month: when it came, then when it was opened."""
        self.ensure_one()
        return (self.arrived_at or self.create_date, self.id)

    @api.model
    def _of_month(self, vals):
        return self.search([
            ("company_id", "=", vals["company_id"]), ("supplier_id", "=", vals["supplier_id"]),
            ("profile_id", "=", vals["profile_id"]), ("period", "in", ("", vals["period"]))])

    def _predecessor(self, vals):
        """(the file that one of a cumulative profile replaces, what has to be asked first).

        self: the file, or none when it is new. vals: company_id, supplier_id, profile_id, period,
        arrived_at, name. Errors: FileWaits.
        """
        mine = (vals["arrived_at"], self.id or float("inf"))
        others = self._of_month(vals) - self
        abandoned = others.filtered(lambda file: file._is_abandoned())
        unread = (others - abandoned).filtered(
            lambda file: file.state == "reading" and file.period
            or file.state == "waiting" and file._arrival() < mine)
        if unread:
            raise FileWaits(self._waits_for(unread[-1]))
        abandoned._give_way(vals["name"])
        counted = others._counted().filtered(lambda file: file.period == vals["period"])
        later = counted.filtered(lambda file: file._arrival() > mine)
        if later and not self.may_overtake:
            return self.browse(), self._overtaken_by(max(later, key=lambda file: file._arrival()))
        found = max(counted, key=lambda file: file._arrival(), default=self.browse())
        while found and (after := found._later() & counted):
            found = after
        found = found._decided()
        if found:
            found._make_way(vals["name"])
        return found, {}

    def _counted(self):
        return self.filtered(
            lambda file: file.state == "closed" or file.question == "correction")

    @api.model
    def _waits_for(self, earlier):
        return _("It is read after %s, which came before it: each file of the month replaces the "
                 "one before.", earlier.display_name)

    @api.model
    def _overtaken_by(self, other):
        return {
            "state": "asked", "question": "overtaken", "lease_until": None,
            "message": _("%s was read already. Each file of the month replaces the one before: is "
                         "this one to replace it, although it came earlier or was read at the same "
                         "time?", other.display_name)}

    def _overtaken_at_the_end(self):
        """Was another file of the month read meanwhile, which this one does not correct? Then
        nothing of it counts, and a person is asked."""
        if not self.profile_id.cumulative or not self.period:
            return False
        unseen = self._of_month(
            {"company_id": self.company_id.id, "supplier_id": self.supplier_id.id,
             "profile_id": self.profile_id.id, "period": self.period})._counted().filtered(
                 lambda file: file.period == self.period and file.closed_at >= self.begun_at)
        unseen -= self | self._chain()
        if not unseen:
            return False
        self.line_ids._drop_unread()
        self.write({**self._overtaken_by(unseen[0]), "replaces_id": False, "lease_until": False})
        return True

    def _waited_for(self):
        """The earlier file of the month that has to be read before this one, if any."""
        if self.state != "waiting" or not self.profile_id.cumulative:
            return self.browse()
        mine = self._arrival()
        return self.search([
            ("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id),
            ("profile_id", "=", self.profile_id.id), ("id", "!=", self.id),
            ("state", "in", ("waiting", "reading"))]).filtered(
                lambda file: not file._is_abandoned()
                and (file.state == "reading" or file._arrival() < mine)
                and (not self.period or file.period in ("", self.period)))[:1]

    @api.depends("profile_id", "period")
    def _compute_waiting_message(self):
        super()._compute_waiting_message()
        for file in self:
            if earlier := file._waited_for():
                file.waiting_message = file._waits_for(earlier)

    def _waits_long(self):
        return super()._waits_long() and not self._waited_for()

    # ------------------------------------------------------------------ read after all

    def _refuse(self, code, message):
        """Read again later, it may come after another one: what it replaces is found anew."""
        res = super()._refuse(code, message)
        replaced = self.replaces_id
        if self.profile_id.cumulative and (replaced.profile_id, replaced.period) == (
                self.profile_id, self.period) and not replaced.read_anew:
            self.replaces_id = False
        return res

    def action_bill_anyway(self):
        overtaken = self.filtered(lambda file: file.question == "overtaken")
        res = super().action_bill_anyway()
        overtaken.sudo().may_overtake = True
        return res
