"""Decline classes, the schedule and its hard caps; and stories that walk the calendar."""

import json
from datetime import date, timedelta

import pytest
import shared_data
from hypothesis import given, settings
from hypothesis import strategies as some
from protocol import answers, bank_days, preflight, retry, retry_tables
from protocol.retry import Plan, Policy, Try
from protocol.tables import stripe
from protocol.tables.base import Answer

CARD, OTHER_CARD, MANDATE = 7, 8, 9
TUESDAY = date(2026, 11, 3)


def tried(code="insufficient_funds", day=TUESDAY, outcome="failed", method=CARD, **more):
    values = {"provider": "stripe", "is_debit": method == MANDATE, **more}
    return Try(outcome, method, day, day, code=code, **values)


def days(*numbers):
    return [date(2026, 11, number) for number in numbers]


# -- what a decline means ------------------------------------------------------------------------

@pytest.mark.parametrize("code, advice, kind, source", [
    ("insufficient_funds", "", "later", "list"), ("lost_card", "", "never", "list"),
    ("authentication_required", "", "client", "list"), ("generic_decline", "", "unclear", "list"),
    ("banana", "", "unclear", "nobody"),
    ("insufficient_funds", "do_not_try_again", "never", "advice"),
    ("lost_card", "try_again_later", "later", "advice"),
    ("generic_decline", "confirm_card_data", "client", "advice"),
    ("generic_decline", "03", "never", "network"), ("lost_card", "02", "later", "network"),
    ("generic_decline", "do_not_try_again 02", "never", "advice"),
    ("insufficient_funds", "banana 99", "later", "list"),
    ("30511001", "", "later", "list"), ("30431001", "", "never", "list"),
    ("AM04", "", "later", "list"), ("AC04", "", "never", "list"), ("MD01", "", "never", "list"),
    ("MD06", "", "never", "list"), ("MS03", "", "unclear", "list"),
])
def test_what_a_decline_means(code, advice, kind, source):
    provider = "worldline" if code.isdecimal() else "stripe"
    reading = retry.read(tried(code, advice=advice, provider=provider))
    assert (reading.kind, reading.source) == (kind, source)


def test_every_decline_that_stripes_table_takes_for_one_has_its_class():
    known = stripe.DECLINES | stripe.WANTS_CLIENT
    assert {code for code in known if not retry_tables.kind_of("stripe", code)} == set()


def test_no_code_has_two_classes():
    for table in (*retry_tables.PROVIDERS.values(), retry_tables.SEPA):
        codes = [code for listed in table.values() for code in listed]
        assert len(codes) == len(set(codes))
        assert set(table) <= {"never", "later", "unclear", "client"}


def test_every_sepa_code_is_one_of_iso_20022():
    listed = {code for codes in retry_tables.SEPA.values() for code in codes}
    path, = shared_data.files("iso20022-codes", "external_return_reason_code.json")
    known = json.loads(path.read_text())["codes"] if path else listed
    assert listed - set(known) == set()


def test_stripes_advice_comes_with_the_decline():
    error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline",
             "advice_code": "do_not_try_again", "network_advice_code": "03"}
    verdict = answers.read("stripe", "first", Answer(402, {"error": error}),
                           answers.Expected("q1", 100, "EUR"))
    assert (verdict.state, verdict.advice) == ("failed", "do_not_try_again 03")


# -- the schedule --------------------------------------------------------------------------------

def test_insufficient_funds_are_tried_again_after_3_5_and_7_days():
    tries, asked = [], []
    day = TUESDAY
    while day:
        tries.append(tried(day=day))
        plan = retry.plan(tries, CARD, Policy())
        day = plan.next_on
        asked.append((day, plan.tries, plan.tries_max))
    # 11 November is a holiday; three, five and seven days are counted from each try.
    assert asked == [(date(2026, 11, 6), 1, 4), (date(2026, 11, 12), 2, 4),
                     (date(2026, 11, 19), 3, 4), (None, 4, 4)]
    assert plan.reason == "used_up"


def test_the_network_s_wait_is_kept_where_it_is_longer():
    assert retry.plan([tried(advice="try_again_later 29")], CARD, Policy()).next_on == (
        date(2026, 11, 12))


def test_a_debit_has_its_own_low_cap():
    first = tried(method=MANDATE)
    plan = retry.plan([first], MANDATE, Policy())
    assert (plan.next_on, plan.tries_max) == (date(2026, 11, 6), 2)
    second = tried(day=plan.next_on, method=MANDATE)
    assert retry.plan([first, second], MANDATE, Policy()).reason == "used_up"


@pytest.mark.parametrize("code, reason", [
    ("stolen_card", "never"), ("AC04", "never"), ("MD01", "never"), ("MD06", "never"),
    ("authentication_required", "client"), ("banana", "unlisted"),
])
def test_what_is_not_tried_again_by_itself(code, reason):
    plan = retry.plan([tried(code)], CARD, Policy())
    assert (plan.next_on, plan.reason) == (None, reason)


def test_an_unclear_decline_is_tried_once_more():
    plan = retry.plan([tried("generic_decline")], CARD, Policy())
    assert (plan.reason, plan.tries_max) == ("waits", 2)
    again = [tried("generic_decline"), tried("generic_decline", day=plan.next_on)]
    assert retry.plan(again, CARD, Policy()).reason == "used_up"


def test_what_came_back_is_not_tried_again_by_itself():
    back = tried("AM04", outcome="returned", method=MANDATE)
    assert retry.plan([back], MANDATE, Policy()).reason == "came_back"
    funds = Policy(retry_returns=True)
    assert retry.plan([back], MANDATE, funds).next_on == date(2026, 11, 6)
    for code in ("MD06", "MD01", "fraudulent", "MS03", ""):
        disputed = tried(code, outcome="returned", method=MANDATE)
        assert retry.plan([disputed], MANDATE, funds).reason == "came_back", code


def test_another_reason_for_not_executing_neither_waits_nor_forgets_the_wait():
    refused = tried("stopped", outcome="refused", day=date(2026, 11, 4))
    assert retry.plan([refused], CARD, Policy()) == Plan(None, "", "nothing")
    assert retry.plan([tried(), refused], CARD, Policy()).next_on == date(2026, 11, 6)
    gone = tried("resource_missing", outcome="refused")
    assert retry.plan([gone], CARD, Policy()).reason == "client"


def test_a_success_begins_the_count_anew():
    tries = [tried(day=day) for day in days(2, 5)]
    later = [*tries, tried(outcome="done", day=days(10)[0]), tried(day=days(17)[0])]
    assert retry.plan(later, CARD, Policy()).tries == 1


# -- properties ----------------------------------------------------------------------------------

CODES = some.sampled_from(["insufficient_funds", "generic_decline", "stolen_card", "AM04", "x",
                           "authentication_required"])
TRIES = some.lists(some.builds(
    lambda outcome, method, code, gap, advice: (outcome, method, code, gap, advice),
    some.sampled_from(["failed", "failed", "failed", "returned", "done", "refused"]),
    some.sampled_from([CARD, MANDATE]), CODES, some.integers(0, 12),
    some.sampled_from(["", "", "try_again_later", "30", "do_not_try_again"])), max_size=24)
POLICIES = some.builds(
    Policy, steps=some.lists(some.integers(1, 40), max_size=14).map(tuple),
    tries_debit=some.integers(1, 3), tries_unclear=some.integers(1, 4),
    region=some.sampled_from(["", "FR", "BL"]), retry_returns=some.booleans())


def _history(rows):
    day, tries = TUESDAY, []
    for outcome, method, code, gap, advice in rows:
        day += timedelta(gap)
        tries.append(tried(code, day, outcome, method, advice=advice))
    return tries


@settings(max_examples=150, deadline=None, database=None)
@given(TRIES, POLICIES, some.sampled_from([CARD, MANDATE]))
def test_no_plan_breaks_the_calendar_or_a_cap(rows, policy, method):
    tries = _history(rows)
    plan = retry.plan(tries, method, policy)
    if plan.next_on is None:
        return
    mine = [one for one in tries if one.method == method]
    assert plan.next_on > [one for one in mine if one.outcome != "refused"][-1].ended_on
    assert bank_days.is_bank_day(plan.next_on, policy.region)
    assert plan.kind in ("later", "unclear")
    assert 0 < plan.tries < plan.tries_max <= len(policy.steps) + 1
    sent = [one for one in mine if one.outcome != "refused"
            and one.sent_on > plan.next_on - retry.CARD_WINDOW]
    assert method == MANDATE or len(sent) < retry.CARD_TRIES_MAX
    assert method == CARD or plan.tries_max <= retry.DEBIT_TRIES_MAX
    assert retry.against(tries, method, plan, plan.next_on - timedelta(1), policy.region) in (
        "retry_wait", "retry_cap")
    assert retry.against(tries, method, plan, plan.next_on, policy.region) == ""


@settings(max_examples=150, deadline=None, database=None)
@given(TRIES, POLICIES, some.sampled_from([CARD, MANDATE]), some.integers(0, 40))
def test_a_try_whose_night_was_missed_waits_for_a_bank_day(rows, policy, method, late):
    tries = _history(rows)
    plan = retry.plan(tries, method, policy)
    if plan.next_on is None:
        return
    day = plan.next_on + timedelta(late)
    open_that_day = bank_days.is_bank_day(day, policy.region)
    assert retry.against(tries, method, plan, day, policy.region) == (
        "" if open_that_day else "retry_wait")
    by_person = Plan(plan.next_on, "later", retry.PERSON)
    assert retry.against(tries, method, by_person, day, policy.region) == ""


@settings(max_examples=150, deadline=None, database=None)
@given(TRIES, POLICIES, some.integers(0, 60))
def test_no_person_s_choice_passes_the_hard_caps(rows, policy, wait):
    tries = _history(rows)
    for method in (CARD, MANDATE):
        mine = [one for one in tries if one.method == method]
        day = (tries[-1].ended_on if tries else TUESDAY) + timedelta(wait)
        allowed = retry.against(tries, method, Plan(day, "later", retry.PERSON), day, policy.region) == ""
        recent = [one for one in mine if one.outcome != "refused"
                  and (day - one.sent_on).days < 30]
        since = [one.outcome for one in mine if one.outcome != "refused"]
        while "done" in since:
            since.pop(0)
        assert allowed == (len(recent) < 15 if method == CARD else len(since) < 3)
        assert "retry_cap" not in preflight.BY_HAND


# -- stories that walk the calendar, named after the reports -------------------------------------

class Story:
    """One invoice, a night each day: collected on the method that the client has that night."""

    def __init__(self, answer, policy=None):
        self.answer, self.policy = answer, policy or Policy()
        self.day, self.method, self.tries, self.charged = TUESDAY, CARD, [], []
        self.late = {}

    def nights(self, count):
        """Walk so many nights; the days on which something was sent."""
        for _night in range(count):
            self._settle()
            if not self.late and self._is_collected():
                self.charged.append(self.day)
                outcome, code, after = self.answer(self)
                if after:
                    self.late = {"on": self.day + timedelta(after), "sent": self.day,
                                 "outcome": outcome, "code": code}
                else:
                    self.tries.append(tried(code, self.day, outcome, self.method))
            self.day += timedelta(1)
        return self.charged

    def _is_collected(self):
        plan = retry.plan(self.tries, self.method, self.policy)
        done = self.tries and self.tries[-1].outcome == "done"
        return not done and not retry.against(
            self.tries, self.method, plan, self.day, self.policy.region)

    def _settle(self):
        if self.late and self.late["on"] <= self.day:
            self.tries.append(Try(
                self.late["outcome"], self.method, self.late["sent"], self.day, "stripe",
                self.late["code"], is_debit=self.method == MANDATE))
            self.late = {}


def test_killbill_1832_a_late_failure_is_tried_again():
    story = Story(lambda story: ("failed", "insufficient_funds", 5))
    story.method = MANDATE
    # Sent on the 3rd, failed on the 8th, a Sunday; the 11th is a holiday. Then the cap.
    assert story.nights(60) == [date(2026, 11, 3), date(2026, 11, 12)]


def test_killbill_455_one_timeline_decides_and_ends():
    story = Story(lambda story: ("failed", "insufficient_funds", 0))
    assert story.nights(60) == days(3, 6, 12, 19)
    assert retry.plan(story.tries, CARD, Policy()).reason == "used_up"


def test_killbill_96_a_new_card_collects_the_old_invoice_the_next_night():
    story = Story(lambda story: ("done", "", 0) if story.method == OTHER_CARD else (
        "failed", "stolen_card", 0))
    assert story.nights(20) == days(3)
    story.method = OTHER_CARD
    assert story.nights(20) == days(3, 23)


def test_the_old_card_is_not_forgotten_when_it_is_chosen_again():
    story = Story(lambda story: ("failed", "stolen_card" if story.method == CARD else
                                 "insufficient_funds", 0))
    story.nights(2)
    story.method = OTHER_CARD
    story.nights(1)
    story.method = CARD
    assert story.nights(30) == days(3, 5)


def test_whatever_the_settings_a_card_is_sent_at_most_15_times_in_30_days():
    story = Story(lambda story: ("failed", "insufficient_funds", 0),
                  Policy(steps=(1,) * 40, region=""))
    sent = story.nights(120)
    for day in sent:
        assert sum(day - retry.CARD_WINDOW < one <= day for one in sent) <= 15
