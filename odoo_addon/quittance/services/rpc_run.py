"""Runs: opened with a lease, kept alive, closed with their report."""

from odoo import _, api, models
from odoo.exceptions import UserError

from ..models.run import KINDS

LEASE_SECONDS = (10, 3600)
REPORT_BYTES = 4 * 1024 * 1024


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def run_open(self, payload):
        """Open a run of a kind; 'busy' with whose and since when, if one is under way."""
        service, company = self._enter(payload)
        if payload.get("kind") not in KINDS:
            raise UserError(_("Unknown kind of run: %s", payload.get("kind")))
        vals = {
            "kind": payload["kind"],
            "run_key": service._run_key(payload),
            "host": str(payload.get("host") or "")[:200],
        }
        run, status = service.env["quittance.run"]._open(company, vals, service._lease(payload))
        return {
            "status": status,
            "by": run.host or run.run_key,
            "since": self._moment(run.opened_at),
        }

    @api.model
    def run_beat(self, payload):
        """Keep the lease; 'lost' when another run took over or the run has ended."""
        service = self._check_caller(payload)
        run = service._run(payload)
        if run.state != "live":
            return {"status": "lost"}
        run._extend(service._lease(payload), str(payload.get("progress") or "")[:500])
        return {"status": "running"}

    @api.model
    def run_close(self, payload):
        """End the run: exit code, one sentence, and the report as JSON text."""
        service = self._check_caller(payload)
        report = str(payload.get("report") or "")
        if len(report) > REPORT_BYTES:
            raise UserError(_("The report is larger than %s bytes.", REPORT_BYTES))
        service._run(payload)._close(
            int(payload.get("exit_code") or 0), str(payload.get("summary") or "")[:1000], report
        )
        return {"status": "closed"}

    @api.model
    def _run_key(self, payload):
        key = payload.get("run_key")
        if not isinstance(key, str) or not 1 <= len(key) <= 120:
            raise UserError(_("A run needs a key of 1 to 120 characters."))
        return key

    def _run(self, payload):
        """The run of the key, in a company of the caller's."""
        run = self.env["quittance.run"].search(
            [("run_key", "=", self._run_key(payload)),
             ("company_id", "in", self.env.user.company_ids.ids)]
        )
        if not run:
            raise UserError(_("This database knows no run %s.", payload.get("run_key")))
        return run

    @api.model
    def _lease(self, payload):
        """Seconds of the lease, kept within sensible limits."""
        shortest, longest = LEASE_SECONDS
        return min(max(int(payload.get("lease_seconds") or 60), shortest), longest)
