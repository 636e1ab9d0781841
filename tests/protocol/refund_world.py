"""What a world has of refunds: the way to the provider, its pages and lists, dialogs, chance."""

import disputes
import people
import refund_books
import refund_hearing
import refund_judge
import refund_people
import refund_rows
import refund_sending
import refunding
import runs
from protocol import answers, states
from protocol.tables.base import Answer
from provider_refunds import GIVEN, ProviderRefunds


class RefundWorld:
    """A part of World: something was collected, and some of it goes back."""

    def begin_refunds(self):
        """In some worlds the provider can be asked and tells; in the others it replays alone."""
        self.tells_refunds = self.kind != "refunds" or self.random.random() < 0.75
        self.refunds = ProviderRefunds(self.provider, at_once=not self.tells_refunds)
        self.dialogs, self.refunds_left, self.replays, self.let_go = [], {}, {}, set()

    def collect_quietly(self):
        """A charge of each invoice before anything goes wrong."""
        self.quiet = True
        self._finish(runs.collect)
        self.quiet = False

    # ------------------------------------------------------------------ the outside

    def call_refund(self, one, attempt, kind):
        """The refund over a bad network: lost before, late, lost after, or answered."""
        sent = one["key"] if self.has("refund.key.kept") or kind == answers.FIRST else (
            f"{one['key']}-{self.now}")
        request = (attempt["provider_reference"], one["minor"], one["key"], sent)
        luck = 1 if self.quiet else self.random.random()
        if luck < 0.1:
            return Answer(0, problem="the request was lost")
        if luck < 0.2:
            self.delayed.append((self.refunds.create, request))
            return Answer(0, problem="it takes too long")
        status, body, replayed = self.refunds.create(*request)
        if luck < 0.4:
            return Answer(0, problem="the reply was lost")
        if luck < 0.44:
            return Answer(409, {"error": {"type": "idempotency_error"}})
        if luck < 0.47:
            return Answer(500, {"error": {"type": "api_error"}})
        return Answer(status, body, replayed)

    def ask_refund(self, one, attempt):
        """An Answer, or None when the provider knows nothing of it."""
        if not self.quiet and self.random.random() < 0.2:
            return Answer(0, problem="the reply was lost")
        found = self.refund_of(one, attempt)
        if not found:
            self.unknown_there.add(one["key"])
        return Answer(200, found) if found else None

    def refund_of(self, one, attempt):
        return self.refunds.find(
            attempt["provider_reference"], one["key"], one["provider_reference"])

    def refunds_of(self, attempt):
        """All of a charge; None when the provider does not say."""
        if not self.quiet and self.random.random() < 0.1:
            return None
        return [dict(one) for one in self.refunds.made.values()
                if one["payment_intent"] == attempt["provider_reference"]]

    def fetch_refund(self, reference):
        if not self.quiet and self.random.random() < 0.1:
            return None
        return self.refunds.find("", "", reference)

    def refund_prepared(self, number):
        refund_judge.prepared(self, number)

    def refund_leaves(self, tx, refund, kind):
        refund_judge.leaves(self, tx, refund, kind == answers.REPLAY)

    # ------------------------------------------------------------------ chance

    def move_refunds(self):
        """Something happens to refunds at the provider."""
        made = list(self.refunds.made)
        if made and self.random.random() < 0.8:
            self.refunds.settle(self.random.choice(made))
        elif self.provider.intents and (self.tells_refunds or self.random.random() < 0.3):
            self.refunds.by_hand(self.random.choice(list(self.provider.intents)))

    def start_refund(self, who):
        """A worker that has to do with refunds; None when there is nothing to do."""
        tables, luck = self.store.tables, self.random.random()
        done = [key for key, one in tables["attempt"].items() if one["state"] == states.DONE]
        if luck < 0.2 and (done or tables["attempt"]):
            refund_people.open_dialog(self, self.random.choice(done or list(tables["attempt"])))
        if luck < 0.45 and self.dialogs:
            return refunding.order(self, self.random.choice(self.dialogs[-4:]), who)
        if luck < 0.65 and tables["refund"]:
            return refund_sending.resolve(self, self._pick_refund(*refund_rows.OPEN), who)
        if luck < 0.7 and tables["refund"] and self.kind == "refunds":
            return refund_people.decide(self, self._pick_refund(states.UNKNOWN), who)
        if luck < 0.75 and tables["refund"]:
            return refund_books.again(self, self._pick_refund(states.DONE), who)
        if luck < 0.8 and done:
            return disputes.hear(self, self.random.choice(done), who)
        if luck < 0.85 and tables["hold"]:
            return people.hold(self, self._any_move(), who)
        return self._hear_refund(who) if self.refunds.events and tables["attempt"] else None

    def _hear_refund(self, who):
        """A webhook of now or of long ago, sometimes about another's; or a person has seen it."""
        event = dict(self.random.choice(self.refunds.events))
        number = self.attempt_of(event["payment_intent"])
        if not number or self.random.random() < 0.1:
            number = self.random.choice(list(self.store.tables["attempt"]))
        seen = self.random.random() < 0.2 if self.tells_refunds else event["status"] in GIVEN
        if seen:
            return refund_people.record(self, number, event, who)
        return refund_hearing.hear(self, number, event, who) if self.tells_refunds else None

    def attempt_of(self, intent_id):
        """The attempt with that provider's id, 0 for none."""
        return next((number for number, one in self.store.tables["attempt"].items()
                     if one["provider_reference"] == intent_id), 0)

    def _pick_refund(self, *wanted):
        """Mostly a refund in one of these states, sometimes any."""
        rows = self.store.tables["refund"]
        likely = [key for key, row in rows.items() if row["state"] in wanted]
        return self.random.choice(
            likely if likely and self.random.random() < 0.8 else list(rows))

    # ------------------------------------------------------------------ quiet

    def calm_refunds(self, turn):
        """Unknowns are asked about, lists are read; what only a person can know he says."""
        for refund_id in list(self.refunds.made):
            self.refunds.settle(refund_id, later=False)
        for refund in list(self.store.tables["refund"]):
            self._finish(refund_sending.resolve, refund)
        for refund_id, told in list(self.refunds.made.items()):
            number = self.attempt_of(told["payment_intent"])
            if self.tells_refunds and number:
                # The last notification to come may be an old one.
                self._finish(refund_hearing.hear, number, dict(self.random.choice(
                    [one for one in self.refunds.events if one["id"] == refund_id])))
        for refund in list(self.store.tables["refund"]):
            if turn > 2:
                self._finish(refund_people.decide, refund)
            self._finish(refund_books.again, refund)
