"""Asking whether a run may send, when its total needs a second pair of eyes."""

from odoo import api, models


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def release(self, payload):
        """What a run would charge is looked at as a whole, and kept where it needs a release.

        `status`: 'free', 'released' (what is on a released list alone), 'waiting' (nothing).
        """
        service, company = self._enter(payload)
        settings = service.env["quittance.settings"]._for_company(company)
        if not settings._decimal("release_above"):
            return {"status": "free", "message": "", "release_id": 0}
        as_of = service._as_of(payload, settings, plan=True)
        dry = bool(payload.get("dry_run"))
        looks = service.env["quittance.attempt"]._tonight(
            company, as_of, as_if_on=bool(payload.get("as_if_on")))
        wanted = [look for look in looks if look.collects]
        status, release = service.env["quittance.release"]._ask_for(
            company, "" if dry else service._run_key(payload), wanted)
        return {"status": status, "message": release._tell() if status != "free" else "",
                "release_id": release.id or 0}
