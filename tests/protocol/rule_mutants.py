"""Every rule of what may be collected at all, and what the world is like without it."""

from mutants import Mutant, without_reason

RULES = ("before_go_live", "below_minimum", "credit", "several_methods", "not_bound",
         "provider_test", "provider_off", "provider_capture", "method_other_client",
         "method_expired", "method_archived", "method_other")


def _in_worlds(code):
    mutant = without_reason(code)
    return Mutant(mutant.name, patches=mutant.patches, kind="rules")


# `restore_open` has its story: by chance nearly nothing leaves before `hello` has looked.
WORLDS = [*(_in_worlds(code) for code in RULES), without_reason("disputed")]
