"""Import: what a supplier's rows can name, files in, lines in, and their end."""

import re

import psycopg2.errors

from odoo import _, api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..models.amounts import decimal_of, decimal_text, period_of
from ..models.codes import ENTITIES, compared
from ..models.file_cumulative import FileWaits

SHA256 = re.compile(r"[0-9a-f]{64}")
CHANNELS = ("cli", "portal", "odoo", "drop", "http", "mail")
PROBLEMS_AT_MOST = 2000


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    # ------------------------------------------------------------------ directory and profiles

    @api.model
    def directory(self, payload):
        """Clients and services by code, this supplier's aliases as further entries."""
        service, company = self._enter(payload)
        supplier = service._supplier(company, payload)
        profile = service.env["quittance.profile"]._for_supplier(company, supplier, "")
        own = [("company_id", "in", (False, company.id))]
        clients = service.env["res.partner"].search_fetch(
            [("ref", "not in", (False, "")), *ENTITIES, *own], ["ref", "name"]
        )
        products = service.env["product.product"].search_fetch(
            [("default_code", "not in", (False, "")), ("sale_ok", "=", True), *own],
            ["default_code", "name"],
        )
        return {
            "supplier": {"id": supplier.id, "code": supplier.quittance_supplier_code,
                         "name": supplier.name or "", "profile": profile.name or ""},
            "clients": service._entries("client", company, supplier, clients, "ref"),
            "services": service._entries("service", company, supplier, products, "default_code"),
        }

    def _entries(self, kind, company, supplier, known, field):
        """The aliases, then what is `known` by its own code; by its name alone where the code is
        an alias."""
        aliases = self.env[f"quittance.{kind}.alias"].search(
            [("company_id", "=", company.id), ("supplier_id", "=", supplier.id)]
        )
        taken = {compared(alias.code) for alias in aliases}
        return [
            *({"id": alias._stands_for().id, "code": alias.code,
               "name": alias._stands_for().name or ""} for alias in aliases),
            *({"id": one.id, "code": "" if compared(one[field]) in taken else one[field].strip(),
               "name": one.name or ""} for one in known),
        ]

    def _supplier(self, company, payload):
        return self.env["res.partner"]._quittance_supplier(company, payload.get("supplier_code"))

    @api.model
    def profile_get(self, payload):
        """The supplier's profile of that name, or its default."""
        service, company = self._enter(payload)
        supplier = service._supplier(company, payload)
        profile = service.env["quittance.profile"]._for_supplier(
            company, supplier, payload.get("name") or ""
        )
        return {"found": bool(profile), "profile": profile._prepare_contract() if profile else {}}

    @api.model
    def profile_seed(self, payload):
        """Keep a profile that is not there yet. One that is there is never changed."""
        service, company = self._enter(payload)
        supplier = service._supplier(company, payload)
        wanted = payload.get("profile")
        if not isinstance(wanted, dict) or not wanted.get("name"):
            raise UserError(_("A profile needs a name."))
        profiles = service.env["quittance.profile"]
        if profiles._for_supplier(company, supplier, wanted["name"]):
            return {"created": False}
        try:
            profile = profiles.create(profiles._prepare_from_contract(company, supplier, wanted))
        except psycopg2.errors.UniqueViolation as error:
            # Another connector brought it in the same moment: look again, afresh.
            raise ConcurrencyError(str(error)) from error
        if not supplier.quittance_profile_id:
            supplier.quittance_profile_id = profile
        return {"created": True}

    # ------------------------------------------------------------------ files

    @api.model
    def file_open(self, payload):
        """Begin to read a file, or say that it is known, asked about or refused."""
        service, company = self._enter(payload)
        supplier = service._supplier(company, payload)
        sha256, period = payload.get("sha256"), period_of(
            service.env, payload.get("period", ""), empty=True
        )
        if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
            raise UserError(_("A file needs its sha256, 64 lower-case hexadecimal digits."))
        profile = service.env["quittance.profile"]._for_supplier(
            company, supplier, payload.get("profile") or ""
        )
        known = service._known_file(company, supplier, sha256, period, payload.get("file_id"))
        if payload.get("not_taken") or not known or not service._settled(known, profile):
            supplier._quittance_take_turn()  # what another call opens or closes meanwhile is seen
        try:
            with service.env.cr.savepoint():
                return service._open_file(company, supplier, profile, period, payload)
        except FileWaits as waits:
            return {"file_id": 0, "status": "waiting", "message": str(waits), "root_sha256": "",
                    "period": period, "supplier": {}, "wants_bytes": False,
                    "reading": 0}

    def _open_file(self, company, supplier, profile, period, payload):
        service, sha256 = self, payload["sha256"]
        if payload.get("not_taken"):
            return service._keep_not_taken(company, supplier, profile, payload)
        known = (service._known_file(company, supplier, sha256, period, payload.get("file_id"))
                 or service._broken_off(company, supplier, sha256, profile, payload))
        if known:
            service._settle_claimed(payload.get("file_id"), known)
            goes_on = payload.get("period_counted") and (
                known.state == "reading" or known.refused_code == "broken_off")
            return service._reopen(known, profile, goes_on and known.period or period, payload)
        return service._open_new(company, supplier, profile, payload)

    def _known_file(self, company, supplier, sha256, period, file_id=0):
        """The file of that key; else the one that was claimed, whatever month its sender chose, or
        one that waits and says no period yet."""
        own = [("company_id", "=", company.id), ("supplier_id", "=", supplier.id),
               ("sha256", "=", sha256), ("state", "!=", "withdrawn"),
               ("read_anew", "=", False)]
        files = self.env["quittance.file"]
        known = files.search([*own, ("period", "=", period)])
        if known:
            return known
        which = ("id", "=", file_id) if file_id else ("period", "=", "")
        return files.search([
            *own, which, "|", ("state", "in", ("waiting", "reading")), "&",
            ("state", "=", "refused"), ("refused_code", "in", ("profile", "profile_unknown"))])

    def _broken_off(self, company, supplier, sha256, profile, payload):
        """The same bytes, half read when the month ended: they go on in the month they were for."""
        files = self.env["quittance.file"]
        if not payload.get("period_counted") or not profile:
            return files
        return files.search(
            [("company_id", "=", company.id), ("supplier_id", "=", supplier.id),
             ("sha256", "=", sha256), ("profile_id", "=", profile.id),
             "|", ("state", "=", "reading"), ("refused_code", "=", "broken_off")],
            order="id desc", limit=1)

    def _settle_claimed(self, file_id, known):
        """A file that waited in Odoo and turns out to be one that was sent before waits no more."""
        waiting = self.env["quittance.file"].search(
            [("id", "=", file_id or 0), ("state", "=", "waiting"), ("id", "!=", known.id),
             ("sha256", "=", known.sha256)]
        )
        if waiting:
            waiting._refuse("known", _("The same file as %s", known.display_name))

    def _reopen(self, file, profile, period, payload):
        """What a file that is already there answers; a waiting one begins to be read."""
        status = self._settled(file, profile)
        if status:
            message = file.message or (
                _("%s was read already.", file.display_name) if status == "known" else ""
            )
            return self._opened(file, status, message, wants=payload)
        resumed = file.state == "reading"
        if resumed and payload.get("anew"):
            file.begun_at = False
        if file.state == "refused" and file.replaces_id:
            file.replaces_id._make_way(file.name)
        file._begin(profile or file.profile_id, period)
        finds = not resumed and not file.replaces_id and file.state == "reading"
        corrects = payload.get("replaces_sha256") or (
            payload.get("file_id") == file.id and file.corrects_sha256)
        if finds and corrects:
            file.replaces_id = self._replaced(file.company_id, file.supplier_id, period, corrects,
                                              file.name, file)
        elif finds and profile.cumulative:
            file.replaces_id, question = self._followed(file, {
                **file._own_key(), "profile_id": profile.id, "name": file.name,
                "arrived_at": file._arrival()[0]})
            file.write(question)
        file._take_masked(payload)
        whole = self._decoded(payload.get("content"))
        if whole and not file.bytes_kept:
            file._keep(whole, str(payload.get("stored_sha256") or ""))
        if file.state == "asked":
            return self._opened(file, "asked", wants=payload)
        file.lines_total = int(payload.get("lines_total") or 0)
        return self._opened(file, "resumed" if resumed else "opened", wants=payload)

    @api.model
    def _settled(self, file, profile):
        """The status of a file of which there is nothing more to read, '' for others."""
        if file._worth_another_try(profile) or file._was_not_taken():
            return ""
        return {"closed": "known", "asked": "asked", "refused": "refused"}.get(file.state, "")

    def _opened(self, file, status, message="", wants=None):
        """`wants`: the payload, when the file's bytes are to come along if they are not here."""
        file._heard_of()
        settled = status in ("known", "asked", "refused")
        return {"file_id": file.id, "status": status, "message": message or file.message or "",
                "root_sha256": file._root_sha256(), "period": file.period or "",
                "supplier": file._supplier_answer() if settled else {},
                "wants_bytes": bool(wants) and file._wants_bytes(wants),
                "reading": file.reading_no}

    def _open_new(self, company, supplier, profile, payload):
        files = self.env["quittance.file"]
        vals = self._prepare_file(company, supplier, profile, payload)
        question = files._question_of(vals)
        replaced = files
        if payload.get("replaces_sha256"):
            replaced = self._replaced(
                company, supplier, vals["period"], payload["replaces_sha256"], vals["name"])
        elif profile.cumulative and not question:
            replaced, question = self._followed(files, vals)
        vals["replaces_id"] = replaced.id or None
        whole = self._decoded(payload.get("content"))
        files.flush_model()  # what made way for it
        file = files._insert({**vals, **question})
        if not file:  # made by another call meanwhile, in sight of this one
            file = self._known_file(company, supplier, vals["sha256"], vals["period"])
            if not file:
                raise UserError(_("Another correction of the same file came in the same moment."))
            return self._reopen(file, profile, vals["period"], payload)
        if whole:
            file._keep(whole, str(payload.get("stored_sha256") or ""))
        return self._opened(file, "asked" if file.state == "asked" else "opened", wants=payload)

    def _prepare_file(self, company, supplier, profile, payload):
        channel = payload.get("channel")
        if channel not in CHANNELS:
            raise UserError(_("Unknown way in: %s", channel))
        return {
            "company_id": company.id,
            "supplier_id": supplier.id,
            "profile_id": profile.id or None,
            "name": str(payload.get("name") or payload["sha256"][:12])[:200],
            "period": payload.get("period", ""),
            "sha256": payload["sha256"],
            "size": int(payload.get("size") or 0),
            "channel": channel,
            "sender": str(payload.get("sender") or "")[:200],
            "masked": int(payload.get("masked") or 0),
            "lines_total": int(payload.get("lines_total") or 0),
            "arrived_at": self._arrival(payload),
            "corrects_sha256": str(payload.get("replaces_sha256") or "") or None,
            "state": "reading",
            "begun_at": fields.Datetime.now(),
            "reading_no": 1,
        }

    def _file(self, payload):
        """The file of `file_id`, in a company of the caller's."""
        file = self.env["quittance.file"].search(
            [("id", "=", payload.get("file_id") or 0),
             ("company_id", "in", self.env.user.company_ids.ids)]
        )
        if not file:
            raise UserError(_("This database knows no file %s.", payload.get("file_id")))
        return file

    @api.model
    def lines_put(self, payload):
        """Up to 2,000 lines of a file in one statement. Repeating it stores nothing more."""
        service = self._check_caller(payload)
        lines = service._limited(payload.get("lines"), "lines")
        file = service._file(payload)
        if service._is_over(file, payload):
            return {"stored": 0, "repeated": 0, "problems": [], "over": True}
        file._heard_of()
        return {**file._put_lines(lines), "over": False}

    def _is_over(self, file, payload):
        """Did the reading that the call belongs to end, as the file is read anew since?"""
        return int(payload.get("reading") or 0) != file.reading_no

    @api.model
    def file_close(self, payload):
        """The file's lines become billable together, if count and sum are what was stored."""
        service = self._check_caller(payload)
        file = service._file(payload)
        if service._is_over(file, payload):
            return {"status": "", "message": "", "counts": {}, "amounts": {}, "unreadable": 0,
                    "problems": [], "supplier": {}, "over": True}
        file._close(
            {
                "lines": int(payload.get("lines") or 0),
                "amount": decimal_of(service.env, payload.get("amount"), _("Sum")) or 0,
                "unreadable": int(payload.get("unreadable") or 0),
                "controls": payload.get("controls") or [],
                "warnings": payload.get("warnings") or [],
                "headers": [str(name)[:200] for name in payload.get("headers") or []],
            }
        )
        totals = file._totals()
        return {
            "status": "closed" if file.state == "closed" else "asked",
            "message": file.message or "",
            "counts": {state: count for state, (count, _amount) in totals.items()},
            "amounts": {state: decimal_text(amount) for state, (_count, amount) in totals.items()},
            "unreadable": file.unreadable,
            "problems": service._problems(file),
            "supplier": file._supplier_answer(),
            "over": False,
        }

    def _problems(self, file):
        """What a person has to look at: the file's question, and its lines in quarantine."""
        found = [{"row": 0, "code": file.question, "message": file.message or "",
                  "suggestion": ""}] if file.question else []
        lines = self.env["quittance.line"].search_fetch(
            [("file_id", "=", file.id), ("state", "in", ("quarantine", "held"))],
            ["row", "reason_code", "reason", "suggestion", "state"],
            order="row", limit=PROBLEMS_AT_MOST,
        )
        return found + [
            {"row": line.row, "code": line.reason_code or line.state, "message": line.reason or "",
             "suggestion": line.suggestion or ""}
            for line in lines
        ]

    @api.model
    def file_refuse(self, payload):
        """Keep a file that cannot be read at all, with the reason."""
        service = self._check_caller(payload)
        file = service._file(payload)
        if service._is_over(file, payload):
            return {"status": "", "supplier": {}, "over": True}
        if file.state != "refused":
            file._refuse(str(payload.get("code") or "")[:60],
                         str(payload.get("message") or "")[:500])
        return {"status": "refused", "supplier": file._supplier_answer(), "over": False}

    @api.model
    def files_claim(self, payload):
        """Files that wait in Odoo, the caller's alone for `lease_seconds`; `size_max` 0: any."""
        service, company = self._enter(payload)
        files = service.env["quittance.file"]._claim(
            company, min(max(int(payload.get("limit") or 1), 1), 20),
            str(payload.get("worker") or "")[:120], service._lease(payload),
            max(int(payload.get("size_max") or 0), 0),
        )
        return {"files": [service._prepare_claimed(file) for file in files]}

    def _prepare_claimed(self, file):
        return {
            "file_id": file.id,
            "reading": file.reading_no,
            "name": file.name,
            "supplier_code": file.supplier_id.quittance_supplier_code or "",
            "profile": file.profile_id.name or "",
            "period": file.period or "",
            "sha256": file.sha256,
            "replaces_sha256": file.replaces_id.sha256 or file.corrects_sha256 or "",
            "size": file.size,
            "channel": file.channel,
            "sender": file.sender or "",
            "arrived": self._moment(file._arrived()),
        }
