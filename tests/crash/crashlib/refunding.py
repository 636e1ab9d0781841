"""What is done about money that was collected: accountants give it back, the provider's own pages
do, and what went back comes again."""

import threading
import xmlrpc.client
from collections import namedtuple

OURS = ("quittance.refund.wizard", "action_confirm")
ODOOS = ("payment.refund.wizard", "action_refund")
# A dialog that is open on a screen; `order`: (the attempt's key, the refund's number).
Dialog = namedtuple("Dialog", "model button record order cents")


class Refunding:
    """Part of People: `world`, `accountant` and `second` are its own.

    orders   {(attempt's key, number): whether Odoo has answered that it was done}, of what was
             really pressed
    outside  the provider's ids of refunds that were made on its own pages
    """

    def refund(self, move):
        """All that is left, by the attempt's own dialog."""
        return self._act(self._open(move, 1), self._press_until_answered)

    def refund_part(self, move):
        """A part, by Odoo's dialog on the payment."""
        return self._act(self._open_odoos(move, 0.4), self._press_until_answered)

    def refund_clicks(self, move):
        """Two clicks at the same moment on one dialog."""
        return self._act(self._open(move, 0.5), self._press_at_once)

    def refund_windows(self, move):
        """Two windows, opened before anything was pressed."""
        dialog = self._open(move, 0.3)
        return self._act(dialog, self._press_at_once, dialog and self._open_odoos(move, 0.3))

    def refund_outside(self, move):
        """On the provider's own pages."""
        charge = self._charge(move)
        left = self._left_at_the_provider(charge) if charge else 0
        if left <= 0:
            return None
        made = self.world.simulator.refund(charge["key"], max(1, left // 3))
        self.outside.add(made["id"])
        return made["amount"], 0

    def refund_fails(self, move):
        """A refund that was made does not reach its client after all."""
        charge = self._charge(move)
        summary = self.world.simulator.summary()
        ids = summary["by_reference"][charge["key"]]["payment_intents"] if charge else ()
        for made in summary["refunds"]:
            if made["payment_intent"] in ids and made["status"] == "succeeded":
                self.world.simulator.control("POST", f"fail_refund/{made['id']}")
                return made["amount"], 0
        return None

    # -- dialogs -------------------------------------------------------------------------------

    def _charge(self, move):
        """What was collected last on the invoice, None for nothing."""
        found = self.accountant.search_read("quittance.attempt", [
            ("row_ids.move_id", "=", move), ("state", "=", "done")], ["key", "payment_id"],
            order="id desc", limit=1)
        return found[0] if found else None

    def _left_at_the_provider(self, charge):
        one = self.world.simulator.summary()["by_reference"][charge["key"]]
        return 0 if one["disputed"] else one["amount_succeeded"] - one["amount_refunded"]

    def _open(self, move, part):
        """Our dialog for this part of what is left; None when there is nothing."""
        charge = self._charge(move)
        if not charge:
            return None
        context = self.accountant(
            "quittance.attempt", "action_refund", [charge["id"]])["context"]
        amount = round(context["default_amount"] * part, 2)
        if amount <= 0:
            return None
        wizard = self.accountant(OURS[0], "create", {"amount": amount, "reason": "Crash round"},
                                 context=context)
        return Dialog(*OURS, wizard, (charge["key"], context["default_no"]), round(amount * 100))

    def _open_odoos(self, move, part):
        charge = self._charge(move)
        if not charge or not charge["payment_id"]:
            return None
        [row] = self.accountant("quittance.attempt", "read", [charge["id"]], ["amount", "refunding"])
        amount = round((row["amount"] - row["refunding"]) * part, 2)
        if amount <= 0:
            return None
        wizard = self.accountant(ODOOS[0], "create", {
            "payment_id": charge["payment_id"][0], "amount_to_refund": amount})
        [read] = self.accountant(ODOOS[0], "read", [wizard], ["quittance_no"])
        return Dialog(*ODOOS, wizard, (charge["key"], read["quittance_no"]), round(amount * 100))

    # -- pressing ------------------------------------------------------------------------------

    def _act(self, dialog, press, other=None):
        if not dialog:
            return None
        press(dialog, other or dialog)
        return dialog.cents, 0

    def _press(self, odoo, dialog):
        self.orders.setdefault(dialog.order, False)
        odoo(dialog.model, dialog.button, [dialog.record])
        self.orders[dialog.order] = True

    def _press_until_answered(self, dialog, _other):
        """Whoever gets no answer presses again."""
        try:
            self._press(self.accountant, dialog)
        except xmlrpc.client.Fault:
            raise
        except Exception:  # noqa: BLE001 - a worker died under the person's hands
            self._press(self.accountant, dialog)

    def _press_at_once(self, dialog, other):
        """Both at once; the first one's trouble is the person's when neither was done."""
        trouble = []

        def press(odoo, one):
            try:
                self._press(odoo, one)
            except Exception as error:  # noqa: BLE001 - raised below
                trouble.append(error)

        second = threading.Thread(target=press, args=(self.second, other))
        second.start()
        press(self.accountant, dialog)
        second.join()
        if len(trouble) == 2:
            raise trouble[0]
