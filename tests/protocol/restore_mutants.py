"""Every guard of a restored database, and what the world is like without it."""

from mutants import Mutant

STEPS = {
    "restore.hello": "a journal that knows more than the database stops collection",
    "restore.stops": "nothing is charged while a restore is open",
    "restore.watch": "a charge that the database lacks stops the run",
    "restore.adopt": "what was lost is put back as unknown",
    "restore.epoch": "a restore ends with a new epoch, so that no key returns",
}

# Noticed by stories: what the provider gave back of a charge is asked before a refund leaves, and a
# late click sends none that was ordered before; what was prepared long ago is not sent unasked;
# what was never sent, as far as is known, is asked about before it is given up; and while a restore
# is open, nothing is proven to be unsent.
IN_STORIES = {"refund.look", "refund.lease", "restore.age", "restore.give_up", "restore.call_off"}

# What else stops the same.
BEHIND = {"restore.adopt": ("restore.age",)}

WORLDS = [Mutant(name, without=(name, *BEHIND.get(name, ())), kind="restores") for name in STEPS]
