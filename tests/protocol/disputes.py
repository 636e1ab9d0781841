"""Money that clients take back, all of a charge or a part, lost and won again: models/
attempt_dispute.py with _return, _reinstate and refund_hear._take_part as a worker; and what the
provider knows of it."""

import refund_rows
import workers
from protocol import answers, states


class Disputes:
    """The provider's: {id: {id, intent, minor, won}}, one of a charge at most."""

    def __init__(self, provider):
        self.provider, self.made = provider, {}

    def begin(self, intent_id, minor):
        """The client takes so much of a charge back; its object says `succeeded` for ever."""
        if self.provider.intents[intent_id]["status"] == "succeeded" and not self.of(intent_id):
            number = f"du_{len(self.made) + 1}"
            self.made[number] = {"id": number, "intent": intent_id, "minor": minor, "won": False}

    def win(self, dispute_id):
        self.made[dispute_id]["won"] = True

    def of(self, intent_id):
        """A charge's dispute, as the list shows it now; None."""
        return next((dict(one) for one in self.made.values() if one["intent"] == intent_id), None)

    def is_open(self, intent_id):
        found = self.of(intent_id)
        return bool(found) and not found["won"]

    def is_part(self, one):
        return one["minor"] < self.provider.intents[one["intent"]]["amount"]

    def is_back(self, reference):
        """Whether the client has all of this charge."""
        found = self._of_reference(reference)
        return bool(found) and not found["won"] and not self.is_part(found)

    def ever(self, reference):
        """What of it he took back, even if it was won since."""
        found = self._of_reference(reference)
        return found["minor"] if found else 0

    def _of_reference(self, reference):
        return next((one for one in self.made.values() if self.provider.intents[
            one["intent"]]["description"] == reference), None)


def hear(world, number, who):
    """A line of the provider's list of disputes, read before the attempt is locked."""
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    told = attempt and world.provider.disputes.of(attempt["provider_reference"])
    if not told or not _is_news(world, tx, number, told):
        return
    yield
    if not tx.lock(("invoice", attempt["move"]), ("attempt", number)):
        return
    yield
    if _is_part(world, attempt, told):
        _take_part(world, tx, number, told)
    elif told["won"]:
        _reinstate(world, tx, number)
    else:
        _return(world, tx, number)
    yield
    tx.commit()


def _is_part(world, attempt, told):
    return world.has("dispute.part") and told["minor"] < attempt["minor"]


def _is_news(world, tx, number, told):
    attempt = tx.rows["attempt"][number]
    if _is_part(world, attempt, told):
        part = _part_of(tx, number, told)
        taken = bool(part) and tx.rows["refund"][part]["state"] == states.DONE
        known_done = attempt["state"] == states.DONE or not world.has("dispute.part.done")
        return taken if told["won"] else known_done and not taken
    if told["won"]:
        return attempt["state"] == states.RETURNED and world.has("dispute.won")
    return attempt["state"] == states.DONE


def _part_of(tx, number, told):
    return next((key for key, one in refund_rows.of(tx, number).items()
                 if one["provider_reference"] == told["id"]), None)


def _return(world, tx, number):
    """The payment is reversed, the invoice open again and held."""
    attempt = tx.rows["attempt"][number]
    if not attempt["booked"]:
        workers.into_books(tx, number)
    workers.to(tx, number, states.RETURNED, since=world.now, code="fraudulent")
    workers.replan(tx, attempt["move"], attempt["method"])
    _applied(tx, number, 0)
    if world.has("hold.after_return"):
        workers.hold_invoice(tx, attempt["move"], "dispute", world.has("hold.seen"))


def _reinstate(world, tx, number):
    """It was won: the return is reversed too, and what is not owed any more is his credit."""
    attempt = tx.rows["attempt"][number]
    workers.to(tx, number, states.DONE, since=world.now, code="won")
    workers.replan(tx, attempt["move"], attempt["method"])
    _applied(tx, number, min(tx.rows["invoice"][attempt["move"]]["residual"],
                             attempt["minor"] - attempt["refunding"]))


def _applied(tx, number, minor):
    payment, one = next((key, one) for key, one in tx.rows["payment"].items()
                        if one["attempt"] == number)
    invoice = tx.rows["invoice"][one["move"]]
    tx.put("payment", payment, applied=minor)
    tx.put("invoice", one["move"], residual=invoice["residual"] + one["applied"] - minor)


def _take_part(world, tx, number, told):
    """One row for each dispute, booked like a refund; undone when it is won."""
    part = _part_of(tx, number, told)
    if not part or not world.has("dispute.once"):
        part = refund_rows.insert(
            world, tx, number, key=told["id"], kind="dispute", minor=told["minor"],
            no=tx.rows["attempt"][number]["refund_no"] + 1, origin="provider",
            provider_reference=told["id"], state=states.PENDING)
    state = states.FAILED if told["won"] and world.has("dispute.part.won") else states.DONE
    refund_rows.believe(world, tx, part, answers.Verdict(state, "fraudulent"))
