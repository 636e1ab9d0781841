"""Without any one guard the worlds, or a decision, go wrong: the tests of the test."""

import pathlib
import re

import dispute_mutants
import mutants
import portal_mutants
import pytest
import refund_mutants
import restore_mutants
import rule_mutants
import simulation
from judge import Violation

WORLDS = 2000
HERE = pathlib.Path(__file__).resolve().parent
ALL = [*mutants.WORLDS, *refund_mutants.WORLDS, *portal_mutants.WORLDS,
       *restore_mutants.WORLDS, *rule_mutants.WORLDS, *dispute_mutants.WORLDS]
IN_STORIES = (mutants.IN_STORIES | refund_mutants.IN_STORIES | restore_mutants.IN_STORIES
              | dispute_mutants.IN_STORIES | portal_mutants.IN_STORIES)


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_worlds_notice_a_lost_guard(mutant):
    with mutant.at_work(), pytest.raises(Violation):
        for seed in range(1, WORLDS):
            simulation.replay(seed, mutant.without, unique=mutant.unique(), kind=mutant.kind)


@pytest.mark.parametrize("mutant, holds", [*mutants.DECISIONS, *refund_mutants.DECISIONS],
                         ids=lambda value: getattr(value, "name", "holds"))
def test_a_decision_that_is_lost_is_noticed(mutant, holds):
    assert holds()
    with mutant.at_work():
        assert not holds()


def test_every_step_has_its_mutant_and_the_other_way_round():
    asked = set()
    for file in HERE.glob("*.py"):
        asked |= set(re.findall(r'has\("([\w.]+)"\)', file.read_text(encoding="utf-8")))
        asked |= set(re.findall(r'who, "((?:refund\.)?lock\.\w+)"\)',
                                file.read_text(encoding="utf-8")))
    taken = {name for mutant in ALL for name in mutant.without} | IN_STORIES
    assert asked == taken
