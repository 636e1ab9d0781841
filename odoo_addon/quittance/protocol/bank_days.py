"""Days on which banks work: neither weekends, nor TARGET's closing days, nor public holidays.

Computed, Easter included, from the Gregorian calendar's first year on. Sources: the ECB's
long-term calendar of TARGET closing days; code du travail L3133-1 (France), L3134-13
(Alsace-Moselle), L3422-2 (overseas: the abolition of slavery).
"""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
# No country observes more than this in a row, weekends included.
IN_A_ROW_MAX = 10

# Public holidays on the same date each year, and in days after Easter Sunday.
FRENCH_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
FRENCH_EASTER = (1, 39, 50)
# code: (more fixed days, more days by Easter)
REGIONS = {
    "FR": ((), ()),
    "FR-67": (((12, 26),), (-2,)),
    "BL": (((10, 9),), ()),
    "GF": (((6, 10),), ()),
    "GP": (((5, 27),), ()),
    "MF": (((5, 28),), ()),
    "MQ": (((5, 22),), ()),
    "RE": (((12, 20),), ()),
    "YT": (((4, 27),), ()),
}


def easter(year):
    """Easter Sunday (Meeus, Jones and Butcher: Nature, 20 April 1876)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3
             + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def target_closing_days(year):
    """The days besides weekends on which no euro payment settles between banks."""
    sunday = easter(year)
    return frozenset({
        date(year, 1, 1), sunday - timedelta(2), sunday + timedelta(1), date(year, 5, 1),
        date(year, 12, 25), date(year, 12, 26)})


@lru_cache(maxsize=256)
def public_holidays(region, year):
    """The public holidays of a region of REGIONS; none of another."""
    if region not in REGIONS:
        return frozenset()
    fixed, by_easter = REGIONS[region]
    sunday = easter(year)
    return frozenset(
        {date(year, month, day) for month, day in (*FRENCH_FIXED, *fixed)}
        | {sunday + timedelta(days) for days in (*FRENCH_EASTER, *by_easter)})


def is_bank_day(day, region=""):
    """Whether money may be asked for on that day."""
    return (day.weekday() < SATURDAY and day not in target_closing_days(day.year)
            and day not in public_holidays(region, day.year))


def bank_day_from(day, region=""):
    """That day, or the first one after it on which banks work."""
    while not is_bank_day(day, region):
        day += timedelta(1)
    return day
