"""A sample at the connector: claimed, its bytes given out, and what was read in it kept."""

import json
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

ANSWER_LARGEST = 2_000_000
ROWS_SHOWN = {"cells": 30, "lines": 50, "problems": 200}


class QuittanceProfilePreview(models.Model):
    _inherit = "quittance.profile.preview"

    shown = fields.Json(
        compute="_compute_shown", help="The answer, its sentences in the reader's language.")

    @api.depends("answer")
    @api.depends_context("lang")
    def _compute_shown(self):
        for preview in self:
            preview.shown = preview._in_reader_words(preview.answer)

    def _in_reader_words(self, answer):
        """The answer with every sentence of the connector's translated, as far as it is known."""
        say = self.env["quittance.line"]._translate_reason
        if not answer:
            return answer

        def told(rows, name):
            return [{**row, name: say(str(row.get(name) or ""))} for row in rows
                    if isinstance(row, dict)]

        error = answer["error"]
        return {
            **answer,
            "error": error and told([error], "message")[0],
            "lines": told(answer["lines"], "problem"),
            "problems": told(answer["problems"], "message"),
        }

    @api.model
    def _claim(self, company, limit, worker, seconds):
        """Samples that wait, now the worker's for some seconds. Never the same for two."""
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            UPDATE quittance_profile_preview SET worker = %s, lease_until = %s WHERE id IN (
                SELECT id FROM quittance_profile_preview
                 WHERE company_id = %s AND state = 'waiting'
                   AND (lease_until IS NULL OR lease_until < %s)
                 ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            [worker, now + timedelta(seconds=seconds), company.id, now, limit],
        )
        previews = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        previews.invalidate_recordset()
        return previews

    def _prepare_claimed(self):
        """A preview as `previews_claim` answers it."""
        self.ensure_one()
        named = {"name": self.profile_name or "", **self._prepare_contract()}
        return {
            "preview_id": self.id,
            "name": self.name,
            "size": self.size,
            "supplier_code": self.supplier_id.quittance_supplier_code or "",
            "profile": named if self.has_profile else {},
            "period": self.period or "",
        }

    def _bytes(self, offset, length):
        """A part of the sample's bytes."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_field", "=", "content"),
             ("res_id", "=", self.id)], limit=1)
        return (attachment.raw or b"")[offset:offset + length]

    def _take_answer(self, text):
        """Keep what the connector read: "taken", or "late" when nobody waits for it."""
        self.ensure_one()
        if self.state != "waiting":
            return "late"
        answer = self._read_answer(text)
        proposal = answer["profile"]
        recognised = bool(answer["recognised"].get("format"))  # an image is not, nor its profile
        if proposal and recognised and not self.has_profile:
            try:
                with self.env.cr.savepoint():
                    self.write(self._prepare_proposal(proposal))
            except UserError as error:
                answer["error"] = {"code": "profile", "message": str(error), "row": 0}
        self.write({"answer": answer, "state": "answered", "lease_until": False})
        return "taken"

    def _prepare_proposal(self, proposal):
        name = self.profile_name or str(proposal.get("name") or "")
        asker = self.with_context(lang=self.create_uid.lang)
        return {**self._prepare_reading(proposal), "has_profile": True,
                "profile_name": name or asker.env._("Monthly list")}

    def _read_answer(self, text):
        """The answer's known parts, each of the type and size that the screen can show."""
        wrong = UserError(_("The answer to a preview is a JSON object of at most 2 MB."))
        if not isinstance(text, str) or len(text) > ANSWER_LARGEST:
            raise wrong
        try:
            said = json.loads(text)
        except ValueError as error:
            raise wrong from error
        if not isinstance(said, dict):
            raise wrong
        shown = {name: said.get(name) if isinstance(said.get(name), list) else []
                 for name in ROWS_SHOWN}
        return {
            **{name: rows[:ROWS_SHOWN[name]] for name, rows in shown.items()},
            **{name: said[name] if isinstance(said.get(name), dict) else {}
               for name in ("recognised", "profile", "totals")},
            "error": said["error"] if isinstance(said.get("error"), dict) else False,
        }
