"""Every place where a crash is tried, in the order in which a charge passes them.

`quittance.policy._crash_point(name)` is called there; it does nothing outside the tests' addon.
A test compares this list with the calls in the code, and the crash tests try every one.
"""

POINTS = (
    "prepare.checked",
    "prepare.created",
    "execute.locked",
    "execute.sending_written",
    "execute.sending_committed",
    "execute.locked_again",
    "wire.recording_sent",
    "wire.sent_recorded",
    "wire.answered",
    "wire.answer_recorded",
    "execute.answered",
    "execute.answer_written",
    "execute.answer_committed",
    "resolve.locked",
    "resolve.asked",
    "resolve.answer_written",
    "resolve.answer_committed",
    "replay.number_written",
    "replay.number_committed",
    "replay.locked_again",
    "replay.answered",
    "replay.answer_written",
    "book.locked",
    "book.payments_made",
    "book.reconciled",
    "book.committed",
)
