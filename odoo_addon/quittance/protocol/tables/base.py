"""What every table takes and gives."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """An answer as it came.

    status    HTTP status, 0 when none came
    body      the decoded body, {} when there is none or it cannot be read
    replayed  the provider says that this is its stored answer to our key
    problem   what went wrong on the way, '' for nothing
    """

    status: int
    body: dict = field(default_factory=dict)
    replayed: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Finding:
    """What an answer says.

    meaning   success, pending, declined, wants_client, canceled, refused, bad_key, open or unclear
    own       it is the stored answer to our key, or speaks of the object of our own reference
    advice    what provider and network advise about another try (retry_tables), by spaces
    """

    meaning: str
    code: str = ""
    message: str = ""
    provider_reference: str = ""
    own: bool = False
    advice: str = ""


def unclear(code, message=""):
    """All that nobody listed: it decides nothing."""
    return Finding("unclear", code, message)
