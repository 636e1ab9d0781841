"""The HTTP server and the control API: the other simulator's, with Worldline's API behind."""

import json

from stripe_simulator.control import Control
from stripe_simulator.server import Handler, Server

from . import payments, schema
from .api import WorldlineApi, WorldlineCall
from .errors import WorldlineError
from .summary import summarize


class WorldlineControl(Control):
    """`settle` and `fail` end a payment of which nothing was decided; the rest as it is."""

    def get_summary(self, _values):
        """What `simulator summary --json` prints."""
        return summarize(self.ledger)

    def post_settle(self, values):
        """The acquirer has answered at last: captured."""
        return self._decided(values, 'CAPTURED')

    def post_fail(self, values):
        """The acquirer has refused at last."""
        return self._decided(values, 'REJECTED')

    def _decided(self, values, status):
        with self.ledger.transaction():
            payment = payments.by_target(self.ledger, values['target'])
            if not payment or payment['status'] not in payments.OPEN:
                raise WorldlineError(400, 'Nothing is open under this target.')
            return payments.shown(self.ledger.save({**payment, 'status': status}))


class WorldlineHandler(Handler):
    """One connection."""

    call_class = WorldlineCall

    def _reference(self, call):
        try:
            values = json.loads(call.body or '{}')
        except ValueError:
            return None
        return payments.reference_of(self.server.ledger, call, values)

    def _breaches(self, call, status, answer):
        return schema.breaches(call, status, answer)

    def _reply_headers(self, call, replayed):
        if replayed:
            yield 'X-GCS-Idempotence-Request-Timestamp', str(call.first_at * 1000)


class WorldlineServer(Server):
    """One simulator on one loopback port."""

    api_class, control_class = WorldlineApi, WorldlineControl

    def handler_class(self):
        """What answers one connection."""
        return WorldlineHandler
