"""One execution of one stage by the connector, with its lease and its report."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = ["import", "draft", "collect", "reconcile", "night", "audit"]
NIGHT_STAGES = ["collect", "draft", "reconcile"]


class QuittanceRun(models.Model):
    _name = "quittance.run"
    _description = "Quittance: a run"
    _order = "id desc"
    _rec_name = "run_key"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Selection(
        [
            ("import", "Import"),
            ("draft", "Draft"),
            ("collect", "Collect"),
            ("reconcile", "Reconcile"),
            ("night", "Night"),
            ("audit", "Audit"),
        ],
        required=True,
        readonly=True,
    )
    run_key = fields.Char(string="Key", required=True, readonly=True)
    night_key = fields.Char(string="Of the night", readonly=True, index="btree_not_null")
    host = fields.Char(readonly=True)
    state = fields.Selection(
        [("live", "Running"), ("closed", "Ended"), ("lost", "Lost")],
        required=True, readonly=True, default="live",
    )
    opened_at = fields.Datetime(string="Started", readonly=True, default=fields.Datetime.now)
    lease_until = fields.Datetime(string="Heard of until", readonly=True)
    closed_at = fields.Datetime(string="Ended on", readonly=True)
    exit_code = fields.Integer(string="Exit code", readonly=True)
    outcome = fields.Char(compute="_compute_outcome")
    progress = fields.Char(readonly=True)
    summary = fields.Char(readonly=True)
    report = fields.Text(string="Report as sent", readonly=True)
    database_mark = fields.Char(string="Database", readonly=True)

    _one_key = models.UniqueIndex("(run_key)", "This run exists already.")
    _one_live = models.UniqueIndex(
        "(company_id, kind) WHERE state = 'live'", "A run of this kind is under way already."
    )

    # ------------------------------------------------------------------ shown

    @api.depends("state", "exit_code")
    def _compute_outcome(self):
        sentences = self._exit_sentences()
        for run in self:
            if run.state == "live":
                run.outcome = _("Under way")
            elif run.state == "lost":
                run.outcome = _("Not heard of any more; another run took over")
            else:
                run.outcome = sentences.get(run.exit_code, _("Ended with %s", run.exit_code))

    @api.model
    def _exit_sentences(self):
        return {
            0: _("Done"),
            1: _("Done, but a person has something to do"),
            2: _("Stopped: wrong use or configuration"),
            3: _("Stopped: something outside could not be reached"),
            4: _("Stopped until a person decides"),
        }

    # ------------------------------------------------------------------ the lease

    @api.model
    def _open(self, company, vals, seconds):
        """Open a run, or say whose run is in the way.

        Answers (run, status): 'opened', 'resumed' (the same key, still live), 'busy' (the other
        run). Repeatable; a race ends at the partial unique index.
        """
        known = self.search([("run_key", "=", vals["run_key"])])
        if known:
            return known._resume(company, vals, seconds), "resumed"
        night = self._night_of(company, vals["run_key"])
        self._lose_expired(company, [vals["kind"], *self._excluded_kinds(vals["kind"])])
        blocking = self._blocking(company, vals["kind"], night)
        if blocking:
            return blocking, "busy"
        run = self._insert(company, {**vals, "night_key": night.run_key or None}, seconds)
        return (run, "opened") if run else (self._live(company, [vals["kind"]]), "busy")

    def _resume(self, company, vals, seconds):
        if (self.company_id, self.kind) != (company, vals["kind"]):
            raise UserError(_("Run %s exists with another company or kind.", self.run_key))
        if self.state != "live":
            raise UserError(_("Run %s has ended. Start a new one.", self.run_key))
        self._extend(seconds)
        return self

    @api.model
    def _night_of(self, company, run_key):
        """The night whose stage this is: its key is the part before the first '/'.

        The night's row is written, so that who takes over that night at the same moment fails
        on it and looks again.
        """
        night_key, slash, _stage = run_key.partition("/")
        night = self.browse()
        if slash:
            night = self.search(
                [("company_id", "=", company.id), ("kind", "=", "night"),
                 ("run_key", "=", night_key)]
            )
        if night:
            self.env.cr.execute(
                "UPDATE quittance_run SET write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
                [night.id],
            )
        return night

    @api.model
    def _excluded_kinds(self, kind):
        return NIGHT_STAGES if kind == "night" else ["night"] if kind in NIGHT_STAGES else []

    @api.model
    def _blocking(self, company, kind, night):
        """The live run that keeps this one out, or none."""
        same = self._live(company, [kind])
        if same:
            return same
        if kind == "night":
            return self._live(company, NIGHT_STAGES).filtered("night_key")[:1]
        if night and night.state != "live":
            return self._live(company, ["night"]) or night
        return self.browse()

    @api.model
    def _live(self, company, kinds):
        return self.search(
            [("company_id", "=", company.id), ("kind", "in", kinds), ("state", "=", "live")]
        )

    @api.model
    def _lose_expired(self, company, kinds):
        """Runs whose lease has run out are lost; whoever asks next takes over."""
        expired = self._live(company, kinds).filtered(
            lambda run: run.lease_until < fields.Datetime.now()
        )
        if expired:
            expired.write({"state": "lost", "closed_at": fields.Datetime.now()})
            self.flush_model()

    @api.model
    def _insert(self, company, vals, seconds):
        now = fields.Datetime.now()
        row = {
            **vals, "company_id": company.id, "state": "live", "opened_at": now,
            "lease_until": now + timedelta(seconds=seconds), "create_uid": self.env.uid,
            "write_uid": self.env.uid, "create_date": now, "write_date": now,
            "database_mark": self.env["quittance.ledger"]._mark(),
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO quittance_run (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        found = self.env.cr.fetchone()
        return self.browse(found[0]) if found else self.browse()

    def _extend(self, seconds, progress=None):
        vals = {"lease_until": fields.Datetime.now() + timedelta(seconds=seconds)}
        self.write({**vals, "progress": progress} if progress else vals)

    def _close(self, exit_code, summary, report):
        """End the run with its report. Again: the same answer, nothing written."""
        if self.state == "closed":
            return
        self.write(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "exit_code": exit_code,
                "summary": summary,
                "report": report,
            }
        )

    # ------------------------------------------------------------------ asking

    @api.model
    def _audited(self, company, mark, since):
        """Was the company audited on this very database, begun since that moment?

        As a whole, that is: the night's audit looks at what is new alone. One that found a
        charge which this database lacks (4) has compared everything as well.
        """
        domain = [
            ("company_id", "=", company.id), ("kind", "=", "audit"), ("state", "=", "closed"),
            ("exit_code", "in", (0, 1, 4)), ("database_mark", "=", mark),
            ("night_key", "=", False),
        ]
        if since:
            domain.append(("opened_at", ">=", since))
        return bool(self.sudo().search_count(domain, limit=1))

    def _went_through(self):
        """Ended with what a night may end with, or still under way and heard of."""
        self.ensure_one()
        if self.state == "live":
            return self.lease_until >= fields.Datetime.now()
        return self.state == "closed" and self.exit_code in (0, 1)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Runs are never deleted: they are the record of what was done."))
