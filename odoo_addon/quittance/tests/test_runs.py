import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .controls_common import ControlsCase


@tagged("post_install", "-at_install")
class TestRuns(ControlsCase):
    def _open(self, key, kind="collect", **more):
        return self.rpc("run_open", company_id=self.company.id, kind=kind, run_key=key,
                        host="night-box", lease_seconds=60, **more)

    def _run(self, key):
        return self.env["quittance.run"].search([("run_key", "=", key)])

    def _expire(self, key):
        self._run(key).lease_until = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)

    def test_one_run_of_a_kind_at_a_time(self):
        self.assertEqual(self._open("a")["status"], "opened")
        answer = self._open("b")
        self.assertEqual((answer["status"], answer["by"]), ("busy", "night-box"))
        self.assertRegex(answer["since"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(self._open("c", kind="draft")["status"], "opened")

    def test_the_same_key_is_resumed(self):
        self._open("a")
        self._expire("a")
        self.assertEqual(self._open("a")["status"], "resumed")
        self.assertEqual(self.rpc("run_beat", run_key="a", lease_seconds=60)["status"], "running")

    def test_an_expired_lease_is_taken_over_and_the_old_run_is_lost(self):
        self._open("a")
        self._expire("a")
        self.assertEqual(self._open("b")["status"], "opened")
        self.assertEqual(self._run("a").state, "lost")
        self.assertEqual(self.rpc("run_beat", run_key="a", lease_seconds=60)["status"], "lost")
        with self.assertRaisesRegex(UserError, "ended"):
            self._open("a")

    def test_a_night_opens_its_own_stages_and_keeps_another_night_out(self):
        self.assertEqual(self._open("n1", kind="night")["status"], "opened")
        self.assertEqual(self._open("n1/collect")["status"], "opened")
        self.assertEqual(self._run("n1/collect").night_key, "n1")
        self.assertEqual(self._open("n2", kind="night")["status"], "busy")

    def test_a_dead_nights_stage_keeps_the_next_night_out_until_its_lease_ends(self):
        self._open("n1", kind="night")
        self._open("n1/collect")
        self._expire("n1")
        self.assertEqual(self._open("n2", kind="night")["status"], "busy")
        self._expire("n1/collect")
        self.assertEqual(self._open("n2", kind="night")["status"], "opened")
        self.assertEqual(self._open("n1/draft", kind="draft")["status"], "busy")
        self.assertEqual(self._open("n2/draft", kind="draft")["status"], "opened")

    def test_a_stage_by_hand_runs_beside_a_night(self):
        self._open("n1", kind="night")
        self.assertEqual(self._open("by-hand", kind="draft")["status"], "opened")

    def test_closing_keeps_the_report_and_may_be_repeated(self):
        self._open("a")
        report = json.dumps({"charges": {"done": 3, "amount_total": "120.50"}, "skipped": []})
        for _time in range(2):
            answer = self.rpc("run_close", run_key="a", exit_code=1, summary="3 charged.",
                              report=report)
            self.assertEqual(answer, {"status": "closed"})
        run = self._run("a")
        self.assertEqual(run.outcome, "Done, but a person has something to do")
        self.assertIn("<td>amount total</td><td>120.50</td>", run.report_html)
        self.assertEqual(self._open("b")["status"], "opened")

    def test_a_report_is_read_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._open("a")
        self.rpc("run_close", run_key="a", report=json.dumps({
            "looked_at": 2, "stops": [], "adds_up": True, "invoices": [
                {"name": "FAC/1", "client": "Done", "bucket": "skipped", "key": "q1secret",
                 "reason_code": "no_method", "reason": "The client has no stored method.",
                 "residual": "-1234567.50"},
                {"name": "FAC/2", "client": "Villa", "bucket": "collected", "key": "q1other",
                 "reason_code": "", "reason": "", "residual": "20.00"}]}))
        english = self._run("a").with_context(lang="en_US").report_html
        french = self._run("a").with_context(lang="fr_FR").report_html
        self.assertIn(">Left alone</td>", english)
        self.assertIn(">-1,234,567.50</td>", english)
        self.assertIn(">Laissée de côté</td>", french)
        self.assertRegex(french, r">-1\s234\s567,50</td>")
        self.assertIn("pas de moyen de paiement enregistré.</td>", french)
        for shown in (english, french):
            self.assertIn(">Done</td>", shown, "a client's name is not translated")
            self.assertNotIn("q1secret", shown)
            self.assertNotIn("adds", shown)

    def test_a_report_cannot_bring_markup(self):
        self._open("a")
        self.rpc("run_close", run_key="a", report=json.dumps({"x": "<script>alert(1)</script>"}))
        self.assertNotIn("<script>", self._run("a").report_html)
        self._open("b")
        self.rpc("run_close", run_key="b", report="no JSON <b>at all")
        self.assertNotIn("<b>", self._run("b").report_html)

    def test_wrong_calls_are_refused_with_a_sentence(self):
        with self.assertRaisesRegex(UserError, "kind"):
            self._open("a", kind="dance")
        with self.assertRaisesRegex(UserError, "key"):
            self._open("")
        with self.assertRaisesRegex(UserError, "knows no run"):
            self.rpc("run_beat", run_key="never-opened")
        with self.assertRaisesRegex(AccessError, "not one of the connector's companies"):
            self.rpc("run_open", company_id=999999, kind="draft", run_key="x")

    def test_runs_are_never_deleted(self):
        self._open("a")
        with self.assertRaises(UserError):
            self._run("a").unlink()
