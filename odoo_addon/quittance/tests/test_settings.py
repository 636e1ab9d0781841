from datetime import date, datetime
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .controls_common import ControlsCase


@tagged("post_install", "-at_install")
class TestSettings(ControlsCase):
    def test_collection_is_off_until_somebody_switches_it_on(self):
        company = self.env["res.company"].create({"name": "New one"})
        settings = self.env["quittance.settings"].search([("company_id", "=", company.id)])
        self.assertFalse(settings.collection_on)
        self.assertFalse(settings.go_live)
        self.assertIn("No go-live day", settings._refusal())

    def test_a_company_has_one_row(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["quittance.settings"].create({"company_id": self.company.id})

    def test_switching_on_needs_a_go_live_day_a_supervisor_and_a_reason(self):
        self.settings.go_live = False
        mine = self.settings.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "go-live day first"):
            self.confirm(mine.action_switch_on(), self.supervisor, reason="start")
        self.confirm(mine.action_go_live(), self.supervisor, go_live="2026-11-01", reason="agreed")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.confirm(mine.action_switch_on(), self.supervisor, reason="  ")
        self.confirm(mine.action_switch_on(), self.supervisor, reason="tested last week")
        self.assertEqual(self.settings._refusal(), "")
        entry = self.log_of("collection_on")[0]
        self.assertEqual((entry.by, entry.why), (self.supervisor, "tested last week"))
        self.assertEqual(self.settings.collection_by, self.supervisor)
        self.assertEqual(self.log_of("go_live")[0].by, self.supervisor)

    def test_an_accountant_may_stop_but_not_start(self):
        mine = self.settings.with_user(self.accountant)
        with self.assertRaisesRegex(AccessError, "supervisors"):
            mine.action_switch_on()
        with self.assertRaisesRegex(AccessError, "supervisors"):
            mine._set_go_live(date(2026, 11, 1), "no")
        self.confirm(mine.action_switch_off(), self.accountant, reason="wrong prices")
        self.assertIn("wrong prices", self._with_go_live()._refusal())

    def _with_go_live(self):
        self.settings.go_live = "2026-01-01"
        return self.settings

    def test_an_employee_may_neither(self):
        with self.assertRaisesRegex(AccessError, "accountants"):
            self.settings.with_user(self.employee).action_switch_off()

    def test_a_supervisor_of_another_company_may_not(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["quittance.settings"]._for_company(other).with_user(self.supervisor)
        theirs = theirs.sudo(False)
        with self.assertRaises(AccessError):
            theirs._switch(False, "not mine")
        with self.assertRaises(AccessError):
            theirs._set_go_live(date(2026, 11, 1), "not mine")

    def test_what_has_a_button_cannot_be_written_otherwise(self):
        mine = self.settings.with_user(self.supervisor)
        for name, value in (("collection_on", True), ("go_live", "2026-01-01")):
            with self.assertRaisesRegex(UserError, "buttons"):
                mine.write({name: value})

    def test_a_changed_limit_is_kept_with_its_author(self):
        self.settings.with_user(self.supervisor).write({"cap_per_charge": 1234.5})
        entry = self.log_of("limits")[0]
        self.assertEqual(entry.by, self.supervisor)
        self.assertIn("cap_per_charge = 1234.5", entry.detail)
        self.assertEqual(self.settings._decimal("cap_per_charge"), Decimal("1234.50"))

    def test_an_accountant_changes_no_limit(self):
        with self.assertRaises(AccessError):
            self.settings.with_user(self.accountant).write({"cap_per_run": 9999999})

    def test_limits_out_of_range_are_refused(self):
        for vals in ({"night_deadline": 24}, {"cap_per_charge": 0}, {"open_session_minutes": 1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.cr.savepoint():
                    self.settings.write(vals)
                    self.settings.flush_recordset()

    def test_unknowns_are_not_asked_about_while_a_worker_may_live(self):
        with self.assertRaisesRegex(ValidationError, "worker"):
            self.settings.resolve_wait_seconds = 61

    def test_the_journal_of_the_controls_is_never_changed(self):
        self.confirm(
            self.settings.with_user(self.accountant).action_switch_off(), self.accountant,
            reason="stop",
        )
        entry = self.log_of("collection_off")[0]
        with self.assertRaises(UserError):
            entry.sudo().write({"why": "another reason"})
        with self.assertRaises(UserError):
            entry.sudo().unlink()

    def test_time_zone_of_a_one_zone_country_and_the_local_day(self):
        island = self.env["res.company"].create(
            {"name": "Island", "country_id": self.env.ref("base.bl").id}
        )
        settings = self.env["quittance.settings"]._for_company(island)
        self.assertEqual(settings.timezone, "America/St_Barthelemy")
        self.assertFalse(settings.timezone_warning)
        self.assertEqual(settings._local(datetime(2026, 11, 1, 2)).date(), date(2026, 10, 31))

    def test_utc_is_taken_with_a_warning(self):
        self.env.user.tz = False
        nowhere = self.env["res.company"].create({"name": "Nowhere", "country_id": False})
        settings = self.env["quittance.settings"]._for_company(nowhere)
        self.assertEqual(settings.timezone, "UTC")
        self.assertIn("UTC was taken", settings.timezone_warning)

    def test_another_companys_settings_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        found = self.env["quittance.settings"].with_user(self.supervisor).search([])
        self.assertNotIn(other, found.sudo().company_id)


@tagged("post_install", "-at_install")
class TestNightAlarm(ControlsCase):
    def setUp(self):
        super().setUp()
        self.settings.write(
            {"timezone": "America/St_Barthelemy", "night_deadline": 7, "go_live": "2026-01-01",
             "collection_on": True, "collection_at": "2026-11-01 00:00:00", "alarm_night": False}
        )
        self.morning = datetime(2026, 11, 10, 12, 0)  # 08:00 on the island

    def _night(self, opened, **vals):
        return self.env["quittance.run"].create(
            {"company_id": self.company.id, "kind": "night", "run_key": f"n-{opened}",
             "state": "closed", "exit_code": 0, "opened_at": opened, **vals}
        )

    def test_a_missed_night_is_told_once(self):
        self.settings._check_night(self.morning)
        self.settings._check_night(self.morning)
        self.assertEqual(self.settings.alarm_night, date(2026, 11, 10))
        mine = self.settings.activity_ids.filtered(lambda one: one.user_id == self.supervisor)
        self.assertEqual(len(mine), 1)
        self.assertIn("No night has run", mine.note)
        self.assertEqual(len(self.log_of("alarm")), 1)
        told = self.settings.message_ids.filtered("subject").partner_ids
        self.assertIn(self.supervisor.partner_id, told)
        self.assertNotIn(self.accountant.partner_id, told)

    def test_a_night_that_ran_is_no_alarm(self):
        self._night("2026-11-10 06:00:00")
        self.settings._check_night(self.morning)
        self.assertFalse(self.settings.alarm_night)

    def test_before_the_deadline_the_night_may_still_come(self):
        self._night("2026-11-09 06:00:00")
        self.settings._check_night(datetime(2026, 11, 10, 10, 59))
        self.assertFalse(self.settings.alarm_night)

    def test_a_night_that_stopped_is_told_with_its_outcome(self):
        self._night("2026-11-10 06:00:00", exit_code=4, summary="Three attempts are unknown.")
        self.settings._check_night(self.morning)
        note = self.settings.activity_ids.filtered(lambda one: one.user_id == self.supervisor).note
        self.assertIn("Stopped until a person decides", note)
        self.assertIn("Three attempts are unknown.", note)

    def test_switched_on_during_the_night_is_no_alarm(self):
        self.settings.collection_at = "2026-11-10 05:00:00"
        self.settings._check_night(self.morning)
        self.assertFalse(self.settings.alarm_night)

    def test_the_scheduled_action_looks_at_companies_that_collect(self):
        self.settings.collection_on = False
        self.env["quittance.settings"]._cron_night_alarm()
        self.assertFalse(self.settings.alarm_night)
