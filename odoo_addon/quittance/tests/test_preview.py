"""Samples: asked about, claimed once, answered, and what becomes of them."""

import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase

SAMPLE = "Type;ID client;Prix\nTST-WASH;TST-1;12,50\n"
PROPOSAL = {"name": "", "format": "csv", "delimiter": ";", "decimal_mark": ",", "header_row": -1,
            "columns": {"client": "ID client", "service": "Type", "price": "Prix"},
            "constants": {"quantity": "1"}}
ANSWER = {
    "error": None, "profile": PROPOSAL,
    "recognised": {"format": "csv", "delimiter": ";", "charset": "utf-8", "header_row": 1,
                   "headers": ["Type", "ID client", "Prix"]},
    "cells": [["Type", "ID client", "Prix"], ["TST-WASH", "TST-1", "12,50"]],
    "lines": [{"row": 2, "client_code": "TST-1", "client_known": True, "amount": "12.50"}],
    "problems": [], "totals": {"lines": 1, "amount": "12.50", "unreadable": 0, "problems": 0},
}


@tagged("post_install", "-at_install")
class TestPreview(BillingCase):
    def _sample(self, user=None, ask=True, **vals):
        preview = self.env["quittance.profile.preview"].with_user(user or self.accountant).create(
            {"supplier_id": self.supplier.id, "company_id": self.company.id, "name": "october.csv",
             "content": base64.b64encode(SAMPLE.encode()), **vals})
        if ask:
            preview.action_read()
        return preview

    def _profile(self, **vals):
        return self.env["quittance.profile"].create(
            {"name": "old", "supplier_id": self.supplier.id, "company_id": self.company.id, **vals})

    def _claim(self, worker="one", **changes):
        return self.rpc("previews_claim", **{"company_id": self.company.id, "limit": 5,
                                             "worker": worker, "lease_seconds": 60, **changes}
                        )["previews"]

    def _answer(self, preview, **changes):
        return self.rpc("preview_answer", preview_id=preview.id,
                        answer=json.dumps({**ANSWER, **changes}))["status"]

    # ------------------------------------------------------------------ the connector's side

    def test_the_lines_say_what_the_clients_would_pay(self):
        line = {"row": 2, "client_id": self.villa.id, "service_id": self.washing.id,
                "quantity": "3", "price": "1.11", "amount": "3.33", "date": "2026-10-05",
                "period": "2026-10", "problem": ""}
        unknown = {**line, "client_id": 0}
        self.env["quittance.contract.price"].create(
            {"product_id": self.washing.id, "price": 2, "valid_to": "2026-10-31"})

        def pays(rule, lines=(line,), **vals):
            profile = self._profile(name=f"{rule} {len(lines)} {vals}", price_rule=rule, **vals)
            preview = self._sample(profile_id=profile.id)
            self._answer(preview, lines=list(lines))
            return [(one.get("pays", ""), one["problem"]) for one in preview.answer["lines"]]

        self.assertEqual(pays("file"), [("", "")])
        self.assertEqual(pays("markup", markup="12.5"), [("3.75", "")])
        self.assertEqual(pays("contract", [line, unknown]), [("6.00", ""), ("", "")])
        later = {**line, "date": "2026-11-05", "period": "2026-11", "problem": "Something."}
        (paid, said), = pays("cost", [later])
        self.assertEqual((paid, said.split("\n")), ("", [
            "Something.",
            "There is no contract price for this client and service on 2026-11-05."]))
        (paid, said), = pays("checked", tolerance="5")
        self.assertIn("The file's price is 1.11, the contract's 2", said)

    def test_a_sample_waits_and_is_claimed_once(self):
        preview = self._sample()
        claimed, = self._claim("one")
        self.assertEqual(claimed, {
            "preview_id": preview.id, "name": "october.csv", "size": len(SAMPLE),
            "supplier_code": "TST-LAV", "profile": {}, "period": ""})
        self.assertEqual(self._claim("two"), [])

    def test_a_claim_that_ran_out_is_given_to_another(self):
        preview = self._sample()
        self._claim("one")
        preview.lease_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual([one["preview_id"] for one in self._claim("two")], preview.ids)

    def test_samples_are_claimed_in_the_order_in_which_they_came(self):
        first, second = self._sample(), self._sample()
        self.assertEqual([one["preview_id"] for one in self._claim(limit=1)], first.ids)
        self.assertEqual([one["preview_id"] for one in self._claim(limit=1)], second.ids)

    def test_its_bytes_are_read_in_parts(self):
        preview = self._sample()
        parts = [self.rpc("preview_read", preview_id=preview.id, offset=offset, length=20)
                 for offset in (0, 20, 40, 60)]
        self.assertEqual(b"".join(base64.b64decode(one["content"]) for one in parts),
                         SAMPLE.encode())
        self.assertEqual(parts[-1], {"content": "", "size": len(SAMPLE)})

    def test_a_part_has_its_limits(self):
        preview = self._sample()
        for wrong in ({"offset": -1, "length": 1}, {"offset": 0, "length": 0},
                      {"offset": 0, "length": 5 * 1024 * 1024}):
            with self.assertRaises(UserError):
                self.rpc("preview_read", preview_id=preview.id, **wrong)

    def test_a_proposal_fills_the_fields(self):
        preview = self._sample()
        self._claim()
        self.assertEqual(self._answer(preview), "taken")
        self.assertEqual((preview.state, preview.has_profile), ("answered", True))
        self.assertEqual((preview.column_client, preview.constant_quantity, preview.header_row),
                         ("ID client", "1", -1))
        self.assertEqual(preview.answer["totals"]["amount"], "12.50")

    def test_it_is_read_again_as_it_was_corrected(self):
        preview = self._sample()
        self._answer(preview)
        preview.write({"column_amount": "Prix", "column_price": False})
        preview.action_read()
        claimed, = self._claim()
        self.assertEqual(claimed["profile"]["columns"]["amount"], "Prix")
        self._answer(preview)  # what it was asked with stands, whatever the answer proposes
        self.assertEqual((preview.column_amount, preview.column_price), ("Prix", False))

    def test_a_chosen_profile_is_what_it_is_asked_with(self):
        profile = self._profile(delimiter="|", column_client="CLI")
        self._sample(profile_id=profile.id)
        claimed, = self._claim()
        self.assertEqual(claimed["profile"], profile._prepare_contract())

    def test_nobody_waits_for_a_late_answer(self):
        preview = self._sample()
        self._answer(preview)
        self.assertEqual(self._answer(preview, lines=[]), "late")
        self.assertTrue(preview.answer["lines"])

    def test_a_proposal_that_no_profile_can_hold_is_an_error_on_the_screen(self):
        preview = self._sample()
        self.assertEqual(
            self._answer(preview, profile={**PROPOSAL, "decimal_mark": ".", "thousands_mark": "."}),
            "taken")
        self.assertIn("thousands mark", preview.answer["error"]["message"])
        self.assertFalse(preview.has_profile)

    def test_what_is_no_list_at_all_leaves_no_profile(self):
        preview = self._sample()
        self._answer(preview, error={"code": "file_kind", "message": "The file is empty.", "row": 0},
                     recognised={"format": ""})
        self.assertEqual((preview.state, preview.has_profile), ("answered", False))
        self.assertFalse(preview.profile_name)

    def test_a_proposal_is_named_in_the_language_of_who_asked(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        self.accountant.lang = "fr_FR"
        preview = self._sample()
        self._answer(preview)
        self.assertEqual(preview.profile_name, "Liste mensuelle")

    def test_an_answer_that_is_none_is_refused(self):
        preview = self._sample()
        for wrong in ("", "[]", "{", "x" * 2_000_001, None):
            with self.assertRaises(UserError):
                self.rpc("preview_answer", preview_id=preview.id, answer=wrong)
        self.assertEqual(preview.state, "waiting")

    def test_the_screen_gets_no_more_rows_than_it_shows(self):
        preview = self._sample()
        self._answer(preview, problems=[{"row": 1}] * 300, cells=[[]] * 40, lines="none")
        self.assertEqual([len(preview.answer[name]) for name in ("problems", "cells", "lines")],
                         [200, 30, 0])

    # ------------------------------------------------------------------ the accountant's side

    def test_it_says_when_no_connector_answers(self):
        preview = self._sample()
        self.assertFalse(preview.silent)
        preview.asked_at = fields.Datetime.now() - timedelta(seconds=6)
        self.assertTrue(preview.silent)
        self._claim()
        self.assertFalse(preview.silent)

    def test_saving_makes_the_suppliers_first_profile_its_default(self):
        preview = self._sample()
        self._answer(preview)
        preview.profile_name = "List"
        preview.action_save_profile()
        profile = self.supplier.quittance_profile_id
        self.assertEqual((profile.name, profile.column_client), ("List", "ID client"))
        second = self._sample()
        self._answer(second)
        with self.assertRaisesRegex(UserError, "of that name"):
            second.write({"profile_name": "List"})
            second.action_save_profile()
        second.profile_name = "Other"
        second.action_save_profile()
        self.assertEqual(self.supplier.quittance_profile_id, profile)

    def test_saving_corrects_the_profile_that_was_chosen(self):
        profile = self._profile()
        preview = self._sample(profile_id=profile.id)
        self._answer(preview)
        preview.write({"column_client": "Villa"})
        preview.action_save_profile()
        self.assertEqual((profile.name, profile.column_client), ("old", "Villa"))
        self.assertIn("october.csv", profile.message_ids[0].body)

    def test_a_refused_file_mends_its_profile_and_is_read_again(self):
        self._profile()
        opened = self.open_file(SAMPLE)
        self.rpc("file_refuse", file_id=opened["file_id"], code="columns", message="no columns")
        file = self.env["quittance.file"].browse(opened["file_id"]).with_user(self.accountant)
        preview = self.env["quittance.profile.preview"].with_user(self.accountant).browse(
            file.action_mend_profile()["res_id"])
        claimed, = self._claim()
        self.assertEqual((claimed["name"], claimed["period"]), ("october.csv", "2026-10"))
        read = self.rpc("preview_read", preview_id=preview.id, offset=0, length=1000)
        self.assertEqual(base64.b64decode(read["content"]).decode(), SAMPLE)
        self._answer(preview)
        preview.column_client = "ID client"
        preview.action_save_and_read()
        self.assertEqual((file.state, file.profile_id.column_client), ("waiting", "ID client"))

    def test_a_refused_file_is_read_by_the_profile_that_was_proposed_for_it(self):
        self._profile()
        opened = self.open_file(SAMPLE)
        self.rpc("file_refuse", file_id=opened["file_id"], code="columns", message="no columns")
        file = self.env["quittance.file"].browse(opened["file_id"]).with_user(self.accountant)
        preview = self.env["quittance.profile.preview"].with_user(self.accountant).browse(
            file.action_mend_profile()["res_id"])
        self._answer(preview)
        preview.action_propose()
        self.assertEqual(self._claim()[0]["profile"], {})
        self._answer(preview)
        preview.profile_name = "proposed"
        preview.action_save_and_read()
        self.assertEqual((file.state, file.profile_id.name), ("waiting", "proposed"))

    def test_a_sample_without_a_supplier_code_is_not_asked_about(self):
        other = self.env["res.partner"].create(
            {"name": "Nameless", "quittance_is_supplier": True})
        with self.assertRaisesRegex(UserError, "code"):
            self._sample(supplier_id=other.id)

    def test_samples_are_forgotten_after_a_day(self):
        preview, fresh = self._sample(), self._sample()
        self.env.flush_all()
        self.env.cr.execute("UPDATE quittance_profile_preview SET write_date = write_date"
                            " - interval '25 hours' WHERE id = %s", [preview.id])
        self.env.invalidate_all()
        self.env["quittance.profile.preview"]._gc_previews()
        self.assertFalse(preview.exists())
        self.assertTrue(fresh.exists())

    # ------------------------------------------------------------------ who may

    def test_only_accountants_work_with_samples(self):
        preview = self._sample()
        with self.assertRaises(AccessError):
            self._sample(user=self.employee)
        with self.assertRaises(AccessError):
            preview.with_user(self.employee).read(["name"])
        with self.assertRaises(AccessError):
            self.env["quittance.rpc"].with_user(self.accountant).preview_read(
                {"preview_id": preview.id, "offset": 0, "length": 1})

    def test_another_companys_samples_are_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Other company"})
        preview = self._sample(ask=False)
        preview.sudo().write({"company_id": other.id, "state": "waiting"})
        self.env.flush_all()
        self.assertFalse(self.env["quittance.profile.preview"].with_user(self.accountant).search(
            [("id", "=", preview.id)]))
        self.assertEqual(self._claim(), [])
        with self.assertRaisesRegex(UserError, "no preview"):
            self.rpc("preview_read", preview_id=preview.id, offset=0, length=1)
