"""Who may send a charge or a refund, send it again, give it up, or decide it."""

from . import states

# Providers forget a key after a day, then the same key is a new charge.
REPLAY_SECONDS = 23 * 3600
FIRST_SEND_SECONDS = 12 * 3600


def may_begin(state):
    """Whether `execute` may write `sending`. A re-run that finds `sending` never sends."""
    return state == states.PREPARED


def may_send_first(age_seconds, lease_seconds, replays):
    """Whether what was prepared so long ago may still be sent unasked.

    In a database that was restored it may have been sent: that charges nobody twice only as long
    as the provider answers a repeated key with the first outcome.
    """
    return age_seconds < (FIRST_SEND_SECONDS if replays else lease_seconds)


def may_call(state, send_no, mine):
    """Whether the call may leave, looked at again under the lock: the phase and number are ours."""
    return state == states.SENDING and send_no == mine


def may_call_again(state, send_no, mine):
    """The same for a replay, which leaves the state as it is."""
    return state in (states.SENDING, states.UNKNOWN) and send_no == mine


def may_give_up(state, sent, lease_over):
    """Whether a prepared attempt may be dropped: nothing of it was ever sent."""
    return state == states.PREPARED and not sent and lease_over


def may_ask(state, age_seconds, wait_seconds):
    """Whether the provider may be asked: no call of ours can still be under way."""
    return state in (states.SENDING, states.UNKNOWN, states.PENDING) and age_seconds >= wait_seconds


def replay_refusal(state, age_seconds, recorded, replays, refused):
    """'' when what was recorded may be sent once more, else a code that says why not.

    age_seconds   since the first send
    recorded      whether method, URL, body and key of that send are known
    replays       whether the provider answers a repeated key with the first outcome
    refused       the reason for which `prepare` would refuse it now, '' for none: what was never
                  delivered must not be charged after the client has paid otherwise
    """
    if state not in (states.SENDING, states.UNKNOWN):
        return "state"
    if not replays:
        return "no_replay"
    if not recorded:
        return "not_recorded"
    if age_seconds >= REPLAY_SECONDS:
        return "too_old"
    return "refused" if refused else ""


def never_left(state, recorded, restored):
    """Whether a send that the provider knows nothing of is proven not to have left.

    It is recorded, durably, before it leaves: without a record there was no call. Not so for an
    attempt that was put back after a restore, whose records may be lost.
    """
    return state in (states.SENDING, states.UNKNOWN) and not recorded and not restored


def may_decide(state, past_limit):
    """Whether a supervisor may decide the outcome: an unknown, or a live state past its limit."""
    return state == states.UNKNOWN or (state in states.OPEN and past_limit)
