"""Bank days against independent calendars: dateutil's Easter, published lists, any random day."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as oracle
from hypothesis import given, settings
from hypothesis import strategies as some
from protocol import bank_days

DAYS = some.dates(date(1990, 1, 1), date(2200, 12, 31))
REGIONS = some.sampled_from(["", *bank_days.REGIONS])


def test_easter_is_dateutils_easter_in_every_gregorian_year():
    assert [bank_days.easter(year) for year in range(1583, 4100)] == [
        oracle(year) for year in range(1583, 4100)]


def test_target_closes_as_the_ecb_announced():
    closed = [day for day in _year(2026) if day.weekday() < 5 and not bank_days.is_bank_day(day)]
    assert closed == [date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
                      date(2026, 12, 25)]


@pytest.mark.parametrize("region, more", [
    ("FR", []), ("BL", [date(2026, 10, 9)]), ("FR-67", [date(2026, 4, 3), date(2026, 12, 26)]),
])
def test_french_public_holidays_of_2026(region, more):
    assert bank_days.public_holidays(region, 2026) == {
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8),
        date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15),
        date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25), *more}


@settings(deadline=None, database=None)
@given(DAYS, REGIONS)
def test_the_next_bank_day_is_the_first_one_and_near(day, region):
    found = bank_days.bank_day_from(day, region)
    assert found >= day and found.weekday() < 5
    assert found - day <= timedelta(bank_days.IN_A_ROW_MAX)
    between = [day + timedelta(number) for number in range((found - day).days)]
    assert not any(bank_days.is_bank_day(one, region) for one in between)
    assert bank_days.bank_day_from(found, region) == found


def test_an_unknown_region_keeps_targets_days():
    assert bank_days.is_bank_day(date(2026, 7, 14), "XX")
    assert not bank_days.is_bank_day(date(2026, 5, 1), "XX")


def _year(year):
    return [date(year, 1, 1) + timedelta(number) for number in range(365)]
