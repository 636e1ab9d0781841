"""Which database may charge: the ledger's epoch, what it is bound to, whether it was restored.

One row. A copy of the database keeps the row but not what the row was bound to (the cluster's
system identifier and the database's oid), and so charges nothing.
"""

import secrets

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

MISSING_SHOWN = 500
ASKED = ("epoch", "system_identifier", "database_oid", "restore_open")


class QuittanceLedger(models.Model):
    _name = "quittance.ledger"
    _description = "Quittance: the ledger and its database"
    _inherit = ["quittance.alarm.mixin"]

    name = fields.Char(compute="_compute_name")
    only_one = fields.Boolean(default=True, readonly=True, required=True)
    epoch = fields.Char(required=True, readonly=True, copy=False, default=lambda self: _draw())
    epoch_at = fields.Datetime(
        string="Epoch drawn on", readonly=True, default=fields.Datetime.now
    )
    system_identifier = fields.Char(string="Bound cluster", readonly=True, copy=False)
    database_oid = fields.Char(string="Bound database", readonly=True, copy=False)
    database_name = fields.Char(string="Its name then", readonly=True, copy=False)
    bound_by = fields.Many2one("res.users", string="Bound by", readonly=True, copy=False)
    bound_at = fields.Datetime(string="Bound on", readonly=True, copy=False)
    bound_reason = fields.Char(string="Why bound", readonly=True, copy=False)
    restore_open = fields.Boolean(string="Restore noticed", readonly=True, copy=False)
    restore_at = fields.Datetime(string="Noticed on", readonly=True, copy=False)
    restore_message = fields.Text(string="What is missing", readonly=True, copy=False)
    is_bound = fields.Boolean(string="Bound here", compute="_compute_state")
    status = fields.Char(string="State", compute="_compute_state")

    _one_row = models.UniqueIndex("(only_one)", "There is one ledger.")
    _only_true = models.Constraint("CHECK (only_one)", "There is one ledger.")

    @api.depends_context("lang")
    def _compute_name(self):
        self.name = _("Ledger")

    @api.depends("system_identifier", "database_oid", "restore_open")
    def _compute_state(self):
        for ledger in self:
            ledger.is_bound = ledger._is_bound()
            ledger.status = ledger._refusal() or _("Bound to this database.")

    # ------------------------------------------------------------------ asking

    @api.model
    def _get(self):
        """The one row, in sudo; made at installation, and here should it be missing."""
        ledger, known = self.sudo(), self.env.cr.cache
        if "quittance_ledger" not in known:  # it is never deleted
            found = ledger.search_fetch([], ASKED, limit=1)
            known["quittance_ledger"] = (found or ledger.create({})).id
        return ledger.browse(known["quittance_ledger"])

    @api.model
    def _install(self):
        """Draw the first epoch and give each company its settings; called by the data files."""
        self._get()
        for company in self.env["res.company"].sudo().search([]):
            self.env["quittance.settings"]._for_company(company)

    @api.model
    def _here(self):
        """(system identifier, oid, name) of the database that this call runs in, as texts."""
        cr = self.env.cr
        if "quittance_here" not in cr.cache:  # a connection stays in its database
            cr.execute(
                """SELECT (SELECT system_identifier::text FROM pg_control_system()),
                          oid::text, datname
                     FROM pg_database WHERE datname = current_database()"""
            )
            cr.cache["quittance_here"] = cr.fetchone()
        return cr.cache["quittance_here"]

    @api.model
    def _mark(self):
        """One text that tells this database from its copies; runs carry it."""
        return "/".join(self._here()[:2])

    def _is_bound(self):
        self.ensure_one()
        return (self.system_identifier, self.database_oid) == self._here()[:2]

    def _bound_message(self):
        """'' when bound here, else what to do."""
        self.ensure_one()
        if self._is_bound():
            return ""
        if not self.system_identifier:
            return _(
                "This database is not bound yet, so nothing is charged. A supervisor binds it: "
                "Quittance › Settings › Ledger › Bind this database."
            )
        return _(
            "This database is a copy, or was restored into a new place: the ledger is bound to "
            "'%(name)s' since %(at)s. Nothing is charged here. If this is the real one now: run "
            "`quittance audit`, then Quittance › Settings › Ledger › Bind this database.",
            name=self.database_name,
            at=fields.Datetime.to_string(self.bound_at),
        )

    def _refusal(self, provider=None):
        """Why nothing may be charged on this database, '' when it may.

        A provider in test mode takes no money, so that binding does not matter to it.
        """
        self.ensure_one()
        if self.restore_open:
            return _(
                "This database lacks attempts that the connector knows of: it was probably "
                "restored from a backup. Run `quittance audit`, then a supervisor accepts the "
                "restore in Quittance › Settings › Ledger. Until then nothing is charged."
            )
        if provider and provider.state == "test":
            return ""
        return self._bound_message()

    def _refusal_code(self, provider=None):
        """The contract's code of `_refusal`: restore_open, not_bound or ''."""
        if not self._refusal(provider):
            return ""
        return "restore_open" if self.restore_open else "not_bound"

    def _has_attempts(self):
        if "quittance.attempt" not in self.env:
            return False
        return bool(self.env["quittance.attempt"].sudo().search_count([], limit=1))

    # ------------------------------------------------------------------ changing

    def _bind(self, reason):
        """Bind to this database. After attempts were made: only when audited here."""
        self._check_supervisor()
        if self.restore_open:
            raise UserError(_("A restore was noticed: accept it, which binds as well."))
        if self._is_bound():
            raise UserError(_("The ledger is bound to this database already."))
        if self._has_attempts():
            self._check_audited(self.bound_at)
        before = self.database_name or _("nothing")
        moved = {"restored_at": fields.Datetime.now()} if self.bound_at else {}
        self._write_binding(reason, **moved)
        self.env["quittance.control.log"]._add(
            "bind",
            _("%(name)s, before: %(before)s", name=self.database_name, before=before),
            reason,
        )

    def _write_binding(self, reason, **more):
        cluster, oid, name = self._here()
        self.sudo().write(
            {
                "system_identifier": cluster,
                "database_oid": oid,
                "database_name": name,
                "bound_by": self.env.uid,
                "bound_at": fields.Datetime.now(),
                "bound_reason": reason,
                **more,
            }
        )

    def _suspect_restore(self, lines):
        """The connector's journal knows attempts that this database has not: stop.

        Told again, or in several calls: what is new is added.
        """
        self.ensure_one()
        known = (self.restore_message or "").splitlines() if self.restore_open else []
        new = [line for line in lines if line not in known]
        if self.restore_open and not new:
            return
        at = self.restore_at if self.restore_open else fields.Datetime.now()
        message = "\n".join([*known, *new][:MISSING_SHOWN])
        self.sudo().write({"restore_open": True, "restore_at": at, "restore_message": message})
        self.env["quittance.control.log"]._add(
            "restore_suspected", self.env.cr.dbname, "; ".join(new)[:500]
        )
        self._tell_supervisors(_("A restore was noticed: nothing is collected"), self._refusal())

    def _accept_restore(self, reason):
        """After the audit: a new epoch, so that no reference returns, and bound here."""
        self._check_supervisor()
        if not self.restore_open:
            raise UserError(_("No restore is open: there is nothing to accept."))
        self._check_audited(self.restore_at)
        self._write_binding(
            reason,
            epoch=_draw(),
            epoch_at=fields.Datetime.now(),
            restored_at=fields.Datetime.now(),
            restore_open=False,
            restore_at=False,
            restore_message=False,
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self.env["quittance.control.log"]._add(
            "restore_accepted", _("New epoch in %s", self.env.cr.dbname), reason
        )

    def _check_audited(self, since):
        """Every company that collects was audited on this very database since then."""
        for company in self._companies_to_audit():
            if not self.env["quittance.run"]._audited(company, self._mark(), since):
                raise UserError(
                    _(
                        "First run `quittance audit` for %s on this database: it compares Odoo "
                        "with the connector's journal and the provider, and puts lost attempts "
                        "back.",
                        company.name,
                    )
                )

    def _companies_to_audit(self):
        """Companies with attempts or a go-live day; the restore may have lost the attempts."""
        live = self.env["quittance.settings"].sudo().search([("go_live", "!=", False)]).company_id
        if "quittance.attempt" in self.env:
            groups = self.env["quittance.attempt"].sudo()._read_group([], ["company_id"])
            live |= self.env["res.company"].sudo().union(*(group[0] for group in groups))
        return live

    @api.model
    def _facts_for_binding(self):
        """What a supervisor should know before binding, as sentences."""
        ledger = self._get()
        cluster, oid, name = self._here()
        facts = [_("This database: %(name)s (cluster %(cluster)s, number %(oid)s).",
                   name=name, cluster=cluster, oid=oid)]
        if ledger.system_identifier:
            facts.append(
                _("Bound until now to: %(name)s (cluster %(cluster)s, number %(oid)s), by %(by)s "
                  "on %(at)s.", name=ledger.database_name, cluster=ledger.system_identifier,
                  oid=ledger.database_oid, by=ledger.bound_by.name, at=ledger.bound_at)
            )
        else:
            facts.append(_("It was never bound before."))
        if ledger.restore_open:
            facts.append(ledger.restore_message)
        return facts

    @api.model
    def _check_supervisor(self):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("This is for Quittance's supervisors. Ask one of them."))

    # ------------------------------------------------------------------ buttons

    def action_bind(self):
        self._check_supervisor()
        return self.env["quittance.control.wizard"]._open("bind")

    def action_accept_restore(self):
        self._check_supervisor()
        return self.env["quittance.control.wizard"]._open("restore")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("The ledger is never deleted."))


def _draw():
    """A new epoch: random, so that no key of an earlier one can come back."""
    return secrets.token_hex(16)
