"""What a provider's answer means for the attempt (one table per provider in tables/)."""

from dataclasses import dataclass

from . import states
from .tables import default, demo, stripe, worldline

FIRST = "first"      # the answer to the send itself
REPLAY = "replay"    # the answer to the same bytes and key sent again
INQUIRY = "inquiry"  # what the provider says when asked, or tells by itself

TABLES = {"stripe": stripe, "demo": demo, "worldline": worldline}


@dataclass(frozen=True)
class Expected:
    """Our reference, amount in minor units and currency: an answer is checked against them."""

    reference: str
    minor: int
    currency: str


@dataclass(frozen=True)
class Verdict:
    """What an answer decides.

    state               '' when it decides nothing
    code, message       why; `code` is one of the finding's codes
    provider_reference  the provider's id, '' when it named none
    wants_client        cancel at the provider, have it confirmed, then take `failed`
    is_open             a session that nobody has paid yet: it may be cancelled at the provider
    stops_run           the provider refuses our key: no sense in going on
    advice              what provider and network advise about another try
    """

    state: str
    code: str = ""
    message: str = ""
    provider_reference: str = ""
    wants_client: bool = False
    is_open: bool = False
    stops_run: bool = False
    advice: str = ""


def table(provider):
    """The provider's table; one without knows success and pending alone."""
    return TABLES.get(provider, default)


def read(provider, kind, answer, expected):
    """The Verdict of an answer (tables.base.Answer) that came to a FIRST, REPLAY or INQUIRY."""
    finding = table(provider).classify(answer, expected)
    state = state_of(kind, finding)
    return Verdict(
        state,
        finding.code,
        finding.message,
        finding.provider_reference,
        wants_client=finding.meaning == "wants_client" and bool(state),
        is_open=finding.meaning in ("open", "wants_client"),
        stops_run=finding.meaning == "bad_key",
        advice=finding.advice,
    )


def state_of(kind, finding):
    """The table of DESIGN §5: meaning of the answer × what it answers."""
    first = kind == FIRST
    match finding.meaning:
        case "success":
            return states.DONE
        case "pending":
            return states.PENDING
        case "declined" | "wants_client":
            # A decline that is not the stored answer may be about another try with our bytes.
            return states.FAILED if first or finding.own else ""
        case "canceled":
            return states.CANCELED if finding.own else states.UNKNOWN if first else ""
        case "refused" | "bad_key":
            # To a replay it says nothing of what became of the first send.
            return states.CANCELED if first else ""
    return states.UNKNOWN if first else ""
