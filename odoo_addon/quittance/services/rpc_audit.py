"""After a restore, and before every night: what others know of our charges."""

import time
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..models.worker_slot import spares_a_worker
from ..protocol import answers, states
from ..protocol.tables.base import Answer
from .provider_default import ListRefused

PAGE = 100
# The provider's clock is not ours: what it dates a little before the asked moment counts as well.
OVERLAP = timedelta(minutes=10)
LIST_AGAIN = 2  # seconds


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def adopt(self, payload):
        """Put back the attempts that the journal knows and this database has lost."""
        service, company = self._enter(payload)
        rows = service._limited(payload.get("attempts"), "keys")
        answers_ = []
        for values in rows:
            outcome, message = service.env["quittance.attempt"]._adopt(
                company, service._read_adopted(values))
            answers_.append({"key": str(values["key"]), "outcome": outcome, "message": message})
        return {"attempts": answers_}

    @api.model
    def _read_adopted(self, values):
        try:
            row = {
                "key": str(values["key"]), "no": int(values["no"]),
                "move_name": str(values.get("move_name") or ""),
                "client_id": int(values.get("client_id") or 0),
                "amount": Decimal(values["amount"]), "currency": str(values["currency"]),
                "rail": str(values["rail"]), "state": str(values["state"]),
                "provider_reference": str(values.get("provider_reference") or ""),
            }
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise UserError(_("An attempt cannot be read: %s", error)) from error
        if row["state"] not in states.STATES or row["rail"] not in ("odoo", "portal"):
            raise UserError(_("An attempt cannot be read: %s", values))
        return row

    @api.model
    @spares_a_worker
    def provider_charges(self, payload):
        """Charges at the providers since a moment, by page; `known`: this database has them.

        What is known and further at the provider than here is taken over: a late success that
        nobody told us of is heard of in this way.
        """
        service, company = self._enter(payload)
        since = service._read_moment(payload.get("since")) - OVERLAP
        limit = min(max(int(payload.get("limit") or PAGE), 1), PAGE)
        providers = service.env["payment.provider"].search(
            [("company_id", "=", company.id), ("state", "!=", "disabled"),
             ("code", "not in", ("custom", "none"))], order="id")
        listed = [service._list_one(provider) for provider in providers]
        at, cursor = service._read_cursor(payload.get("cursor"), providers)
        charges, after = [], ""
        if at:
            adapter = service.env["quittance.provider"]._for(at)
            if adapter._can_list:
                charges, after = service._list_page(adapter, at, since, cursor, limit, listed)
            later = providers.filtered(lambda one: one.id > at.id)[:1]
            next_cursor = f"{at.id}:{after}" if after else f"{later.id}:" if later else ""
        else:
            next_cursor = ""
        return {"providers": listed, "charges": charges, "next": next_cursor}

    @api.model
    def _list_one(self, provider):
        can_list = self.env["quittance.provider"]._for(provider)._can_list
        return {
            "id": provider.id, "code": provider.code, "can_list": can_list, "failed": False,
            "message": "" if can_list else _("%s cannot list its charges.", provider.name),
        }

    @api.model
    def _read_cursor(self, cursor, providers):
        """(provider, its own cursor) of where to go on; the first one without a cursor."""
        if not cursor:
            return providers[:1], ""
        provider_id, _colon, inner = str(cursor).partition(":")
        return providers.filtered(lambda one: str(one.id) == provider_id), inner

    @api.model
    def _read_moment(self, text):
        moment = fields.Datetime.to_datetime(str(text or "").replace("T", " ").rstrip("Z"))
        if not moment:
            raise UserError(_("`since` must be a UTC moment."))
        return moment

    def _list_page(self, adapter, provider, since, cursor, limit, listed):
        """A page of a provider that lists; one that cannot be had is no empty one."""
        try:
            found, after = self._list_surely(adapter, provider, since, cursor, limit)
        except (ValueError, KeyError) as error:
            refused = isinstance(error, ListRefused)
            row = next(one for one in listed if one["id"] == provider.id)
            row.update(can_list=not refused, failed=not refused, message=_(
                "The charges of %(provider)s could not be listed: %(error)s",
                provider=provider.name, error=error))
            return [], ""
        mine = self._mine(provider, found)
        return [self._prepare_charge(adapter, provider, one, mine) for one in found], after

    def _list_surely(self, adapter, provider, since, cursor, limit):
        """As the adapter lists; what goes wrong once is asked for once more."""
        try:
            return adapter._list(provider, since, cursor, limit)
        except ListRefused:
            raise
        except ValueError:
            time.sleep(self.env["quittance.policy"]._wait_seconds("list_again", LIST_AGAIN))
            return adapter._list(provider, since, cursor, limit)

    def _mine(self, provider, charges):
        """What this database has of these charges, in two queries for a page:
        ({provider's id: attempt}, {reference: attempt}, {references of other transactions})."""
        references = [one["reference"] for one in charges if one["reference"]]
        ids = [one["provider_reference"] for one in charges]
        attempts = self.env["quittance.attempt"].search(
            [("provider_id", "=", provider.id), "|", ("key", "in", references),
             ("provider_reference", "in", ids)])
        others = self.env["payment.transaction"].search(
            [("provider_id", "=", provider.id), ("reference", "in", references)])
        return ({one.provider_reference: one for one in attempts if one.provider_reference},
                {one.key: one for one in attempts}, set(others.mapped("reference")))

    def _prepare_charge(self, adapter, provider, charge, mine):
        currency = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", charge["currency"])], limit=1)
        digits = adapter._exponent(currency) if currency else 2
        attempt, known = self._known_charge(charge, mine)
        if attempt:
            self._take_over(adapter, attempt, charge)
        finding, sentence = self._compare_charge(
            adapter, attempt, charge) if attempt else ("", "")
        return {
            "provider": provider.code, "provider_reference": charge["provider_reference"],
            "reference": charge["reference"],
            "amount": str(Decimal(charge["minor"]).scaleb(-digits)),
            "currency": charge["currency"], "state": charge["state"],
            "created": self._moment(charge["created"]), "known": known, "finding": finding,
            "sentence": sentence,
        }

    @api.model
    def _known_charge(self, charge, mine):
        """(its attempt, whether this database has the charge). Another id under a reference
        whose attempt has its own is a second charge for one debt: not known."""
        by_id, by_key, others = mine
        attempt = by_id.get(charge["provider_reference"])
        named = by_key.get(charge["reference"])
        if not attempt and named and not named.provider_reference:
            attempt = named
        known = bool(attempt) or not named and charge["reference"] in others
        return attempt, known

    def _take_over(self, adapter, attempt, charge):
        """A success that this database does not have as one yet, or a debit under way that it does
        not know to be sent."""
        if attempt.state not in (states.PREPARED, states.FAILED, states.CANCELED):
            return
        verdict = answers.read(
            attempt.provider_id.code, answers.INQUIRY, Answer(200, charge["raw"]),
            adapter._expected(attempt.transaction_id))
        if attempt.state == states.PREPARED and verdict.state in (states.DONE, states.PENDING):
            # It was sent before the database was restored: it is asked about.
            attempt._move_to(states.UNKNOWN, _("Found at the provider"), restored=True,
                             sent_at=fields.Datetime.now())
        elif verdict.state == states.DONE:
            attempt._believe(verdict, _("Found at the provider"))
