"""How many of Odoo's workers the connectors' calls that move money may take at once.

One less than there are, for all connectors and companies together: the providers' webhooks and
people come in while charges are under way. A slot is a row that a call locks, through a cursor of
its own, as long as it lasts: a worker that dies gives it back with its connection. Nobody waits
here, since a call that waits takes a worker too: it is turned away, and the connector asks again.
"""

import contextlib
import functools
import socket

from odoo import api, fields, models

TURNED_AWAY = {"no_worker": True}


def spares_a_worker(method):
    """For a method of `quittance.rpc`: it is turned away, with nothing done, where it would take
    the last free worker."""
    @functools.wraps(method)
    def spared(self, payload):
        slots = self._check_caller(payload).env["quittance.worker.slot"]
        with slots._taken() as free:
            return method(self, payload) if free else dict(TURNED_AWAY)
    return spared


class QuittanceWorkerSlot(models.Model):
    _name = "quittance.worker.slot"
    _description = "Worker that may move money"
    _order = "server, number"
    _rec_name = "number"
    _log_access = False

    server = fields.Char(required=True, readonly=True, help="The machine whose workers they are.")
    number = fields.Integer(required=True, readonly=True)

    _one_number = models.UniqueIndex("(server, number)", "This slot exists already.")

    def _open_cursor(self):
        """A cursor of its own that sees what others committed meanwhile; tests hand out theirs."""
        return self.env["quittance.cap.use"]._open_cursor()

    @api.model
    @contextlib.contextmanager
    def _taken(self):
        """Whether a call may take a worker while inside. Odoo without workers: always."""
        workers = self.env["quittance.policy"]._odoo_workers()
        if not workers:
            yield True
            return
        most = max(workers - 1, 1)
        with self._open_cursor() as cr:
            yield self._lock_slot(cr, most) or (
                self._make_rows(most) and self._lock_slot(cr, most))

    @api.model
    def _lock_slot(self, cr, most):
        """Nobody writes these rows, so that nothing but a lock decides."""
        cr.execute(
            """SELECT id FROM quittance_worker_slot
                WHERE server = %s AND number BETWEEN 1 AND %s
                LIMIT 1 FOR UPDATE SKIP LOCKED""", [socket.gethostname(), most])
        return bool(cr.fetchone())

    @api.model
    def _make_rows(self, most):
        """Rows 1 to `most` of this machine; False: they are there already."""
        with self._open_cursor() as cr:
            cr.execute(
                """INSERT INTO quittance_worker_slot (server, number)
                   SELECT %(server)s, wanted FROM generate_series(1, %(most)s) AS wanted
                    WHERE NOT EXISTS (SELECT FROM quittance_worker_slot
                                       WHERE server = %(server)s AND number = wanted)
                       ON CONFLICT DO NOTHING""", {"server": socket.gethostname(), "most": most})
            return bool(cr.rowcount)
