"""Whether and when a declined invoice is tried again: decline classes, schedule, hard caps.

Pure: the days come from outside, as dates where the company is.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from . import retry_tables
from .bank_days import bank_day_from, is_bank_day

NEVER, LATER, UNCLEAR, CLIENT = "never", "later", "unclear", "client"

# How a try ended: declined, came back after success, collected, refused before it was executed.
FAILED, RETURNED, DONE, REFUSED = "failed", "returned", "done", "refused"

# Visa: at most 15 reattempts of a payment in 30 days; beyond, fees and blocks. We count tries.
CARD_TRIES_MAX = 15
CARD_WINDOW = timedelta(days=30)
# A debit that comes back costs a fee each time: two more tries are the most that providers make.
DEBIT_TRIES_MAX = 3

# What stands against collecting; `preflight` orders them and says which a person overrides.
WAIT, OVER, NEEDS_CLIENT, CAP = "retry_wait", "retry_over", "needs_client", "retry_cap"
PERSON = "person"  # the reason of a Plan that a person has set


@dataclass(frozen=True)
class Policy:
    """A company's settings.

    steps           days from each decline to the next try: as many tries more as there are steps
    tries_debit     tries of a direct debit in all
    tries_unclear   tries in all when the decline does not say whether another makes sense
    region          whose public holidays are kept, of bank_days.REGIONS; '' TARGET's days alone
    retry_returns   a debit that came back for lack of funds is tried again instead of being held
    """

    steps: tuple = (3, 5, 7)
    tries_debit: int = 2
    tries_unclear: int = 2
    region: str = "FR"
    retry_returns: bool = False


@dataclass(frozen=True)
class Try:
    """One try to collect an invoice that was sent.

    sent_on, ended_on   dates; `method` the id of what was charged
    advice              what provider and network advise, separated by spaces: words of
                        retry_tables.ADVICE and NETWORK_ADVICE
    """

    outcome: str
    method: int
    sent_on: date
    ended_on: date
    provider: str = ""
    code: str = ""
    advice: str = ""
    is_debit: bool = False


@dataclass(frozen=True)
class Reading:
    """What a decline means: kind, who says so (`advice`, `network`, `list`, `nobody`), and the
    days that the network asks to wait at least."""

    kind: str
    source: str
    wait_days: int = 0


@dataclass(frozen=True)
class Plan:
    """What comes next.

    next_on     the day of the next try, None for none by itself
    kind        never, later, unclear, client; '' when nothing speaks against collecting
    reason      nothing, new_method, waits, never, client, unlisted, used_up, came_back, capped
    tries       tries on this method since its last success; `tries_max` in all, 0: no other
    """

    next_on: date | None
    kind: str
    reason: str
    tries: int = 0
    tries_max: int = 0


def read(decline):
    """The Reading of a Try that failed, came back or was refused: advice first."""
    words = decline.advice.split()
    network = next((retry_tables.NETWORK_ADVICE[word] for word in words
                    if word in retry_tables.NETWORK_ADVICE), None)
    wait = network[1] if network else 0
    for word in words:
        if word in retry_tables.ADVICE:
            return Reading(retry_tables.ADVICE[word], "advice", wait)
    if network:
        return Reading(network[0], "network", wait)
    kind = retry_tables.kind_of(decline.provider, decline.code)
    return Reading(kind, "list") if kind else Reading(UNCLEAR, "nobody")


def tries_max(policy, reading, is_debit):
    """How many tries this decline gets in all, the first included."""
    limits = [len(policy.steps) + 1]
    if reading.kind == UNCLEAR:
        limits.append(policy.tries_unclear if reading.source != "nobody" else 1)
    if is_debit:
        limits += [policy.tries_debit, DEBIT_TRIES_MAX]
    return min(limits)


def plan(tries, method, policy):
    """The Plan for the method that would be charged now.

    `tries`: every Try of this invoice's that has ended, oldest first, on whatever method.
    """
    mine = _since_success(_telling(tries, method))
    if not mine:
        new = any(one.outcome in (FAILED, RETURNED) for one in _since_success(tries))
        return Plan(None, "", "new_method" if new else "nothing")
    last = mine[-1]
    reading, count = read(last), _executed(mine)
    allowed = tries_max(policy, reading, last.is_debit)
    if last.outcome == RETURNED and not _is_retried_return(policy, reading):
        return Plan(None, NEVER, "came_back", count)
    if reading.kind in (NEVER, CLIENT):
        return Plan(None, reading.kind, reading.kind, count)
    if count >= allowed:
        reason = "unlisted" if reading.source == "nobody" else "used_up"
        return Plan(None, reading.kind, reason, count, allowed)
    wait = max(policy.steps[count - 1], reading.wait_days)
    day = earliest(mine, last.ended_on + timedelta(days=wait))
    if day is None:
        return Plan(None, reading.kind, "capped", count, allowed)
    return Plan(bank_day_from(day, policy.region), reading.kind, "waits", count, allowed)


def earliest(tries, day):
    """The first day from `day` on on which the hard caps allow another try; None: no day.

    `tries`: those of one invoice on one method. Nobody overrides this.
    """
    sent = sorted(one.sent_on for one in tries if one.outcome != REFUSED)
    if tries and tries[-1].is_debit:
        failed = [one for one in _since_success(tries) if one.outcome in (FAILED, RETURNED)]
        return None if len(failed) >= DEBIT_TRIES_MAX else day
    if len(sent) < CARD_TRIES_MAX:
        return day
    return max(day, sent[-CARD_TRIES_MAX] + CARD_WINDOW)


def against(tries, method, plan_now, as_of, region):
    """The code that speaks against collecting on that day by itself, '' for none.

    `plan_now`: the Plan that holds, by rule or as a person has set it. A try whose night was missed
    waits for the next bank day of `region`; a day that a person has set is that person's.
    """
    mine = [one for one in tries if one.method == method]
    if earliest(mine, as_of) != as_of:
        return CAP
    if plan_now.next_on:
        closed = plan_now.reason != PERSON and not is_bank_day(as_of, region)
        return WAIT if closed or as_of < plan_now.next_on else ""
    if plan_now.reason in ("nothing", "new_method", "came_back"):
        # What came back is held, until a person releases it.
        return ""
    return NEEDS_CLIENT if plan_now.kind == CLIENT else OVER


def _telling(tries, method):
    """The tries on a method, without those that were refused for a reason that is not its own:
    the next night may try these again."""
    return [one for one in tries if one.method == method
            and (one.outcome != REFUSED or read(one).kind in (NEVER, CLIENT))]


def _since_success(tries):
    found = []
    for one in tries:
        found = [] if one.outcome == DONE else [*found, one]
    return found


def _executed(tries):
    return sum(one.outcome != REFUSED for one in tries)


def _is_retried_return(policy, reading):
    return policy.retry_returns and reading.kind == LATER and reading.source == "list"
