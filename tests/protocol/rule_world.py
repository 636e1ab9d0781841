"""Worlds in which much speaks against collecting: see rule_people.py."""

from datetime import timedelta

import facts
import methods
import rule_people

ACTS = ("store_method", "store_method", "choose_method", "choose_method", "change_method",
        "change_provider", "change_provider", "move_database", "credit", "use_credit", "let_in")


class RuleWorld:
    """A part of World: what the rules of collecting look at."""

    def begin_rules(self, start):
        """Settings, methods and dates: plain ones but in worlds of this kind."""
        rules = self.kind == "rules"
        start.put("settings", 1, bound=True, provider="enabled", capture=False,
                  go_live=facts.FIRST_DAY,
                  minimum=self.random.choice((1, 600, 1000)) if rules else 1)
        debit = self.random.random() < 0.25 and self.kind == "charges"
        methods.store(start, 1, 1, is_debit=debit, expires=self.some_expiry() if rules else None)
        start.put("client", 1, chosen=1)
        for number in start.rows["invoice"] if rules else ():
            start.put("invoice", number, date=facts.FIRST_DAY - timedelta(
                days=self.random.choice((0, 0, 0, 3))))

    def some_expiry(self):
        """The last day of a card, or none that is known."""
        days = self.random.choice((None, None, 0, 1, 4, 20))
        return days if days is None else facts.day_of(self.now) + timedelta(days=days)

    def start_rule(self, who):
        return getattr(rule_people, self.random.choice(ACTS))(self, self._any_move(), who)
