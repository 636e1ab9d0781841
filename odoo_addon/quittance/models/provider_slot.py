"""How many calls to a provider may be under way at once, and how many may begin in a second.

For all Odoo workers and all connectors together. A slot is a row that a call locks, through a
cursor of its own, as long as it lasts: a worker that dies gives it back with its connection. Row 0
of a provider keeps the pace: the moment from which the next call may begin.
"""

import contextlib
import time

from odoo import api, fields, models

# As long as a call of the connector may wait for its turn, well under what a worker lives.
PATIENCE_SECONDS = 15
PAUSE_SECONDS = 0.02


class QuittanceProviderSlot(models.Model):
    _name = "quittance.provider.slot"
    _description = "Call to a provider that may be under way"
    _order = "provider_id, number"
    _rec_name = "number"
    _log_access = False

    provider_id = fields.Many2one("payment.provider", required=True, readonly=True,
                                  ondelete="cascade")
    company_id = fields.Many2one(related="provider_id.company_id")
    number = fields.Integer(required=True, readonly=True)
    next_at = fields.Datetime(string="Next call from", readonly=True)

    _one_number = models.UniqueIndex("(provider_id, number)", "This slot exists already.")

    def _open_cursor(self):
        """A cursor of its own that sees what others committed meanwhile; tests hand out theirs."""
        return self.env["quittance.cap.use"]._open_cursor()

    @api.model
    @contextlib.contextmanager
    def _taken(self, provider):
        """Whether a call may be made while inside; False: no turn came in time."""
        provider = provider.sudo()
        at_once = provider.quittance_calls_at_once
        deadline = time.monotonic() + PATIENCE_SECONDS
        if not at_once:
            yield self._keep_pace(provider, deadline)
            return
        with self._open_cursor() as cr:
            yield self._wait_for_slot(cr, provider.id, at_once, deadline) and (
                self._keep_pace(provider, deadline))

    @api.model
    def _wait_for_slot(self, cr, provider_id, at_once, deadline):
        if self._lock_slot(cr, provider_id, at_once):
            return True
        self._make_rows(provider_id, at_once)
        while not self._lock_slot(cr, provider_id, at_once):
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE_SECONDS)
        return True

    @api.model
    def _lock_slot(self, cr, provider_id, at_once):
        """Nobody writes these rows, so that nothing but a lock decides."""
        cr.execute(
            """SELECT id FROM quittance_provider_slot
                WHERE provider_id = %s AND number BETWEEN 1 AND %s
                LIMIT 1 FOR UPDATE SKIP LOCKED""", [provider_id, at_once])
        return bool(cr.fetchone())

    # ------------------------------------------------------------------ the pace

    @api.model
    def _keep_pace(self, provider, deadline):
        """Wait for the moment at which the next call may begin; False: too far away."""
        a_second = provider.quittance_calls_per_second
        if not a_second:
            return True
        wait = self._next_moment(provider.id, a_second, deadline - time.monotonic())
        if wait is None and self._make_rows(provider.id, 0):
            wait = self._next_moment(provider.id, a_second, deadline - time.monotonic())
        if wait is None:
            return False
        time.sleep(wait)
        return True

    @api.model
    def _next_moment(self, provider_id, a_second, patience):
        """Seconds until the moment that is reserved for this call; None: not within `patience`, or
        the row is not there yet."""
        with self._open_cursor() as cr:
            cr.execute(
                """UPDATE quittance_provider_slot
                      SET next_at = GREATEST(next_at, clock_timestamp() AT TIME ZONE 'UTC')
                                    + make_interval(secs => %(step)s)
                    WHERE provider_id = %(provider)s AND number = 0 AND COALESCE(
                          next_at < clock_timestamp() AT TIME ZONE 'UTC'
                                    + make_interval(secs => %(patience)s), true)
                RETURNING EXTRACT(EPOCH FROM next_at - clock_timestamp() AT TIME ZONE 'UTC')
                """, {"step": 1 / a_second, "provider": provider_id, "patience": patience})
            row = cr.fetchone()
        return max(float(row[0]) - 1 / a_second, 0) if row else None

    @api.model
    def _make_rows(self, provider_id, most):
        """Rows 0 to `most` of a provider; False: they are there already."""
        self.env.cr.execute("SELECT MAX(number) FROM quittance_provider_slot"
                            " WHERE provider_id = %s", [provider_id])
        [known] = self.env.cr.fetchone()
        if known is not None and known >= most:
            return False
        with self._open_cursor() as cr:
            cr.execute(
                """INSERT INTO quittance_provider_slot (provider_id, number)
                   SELECT %s, wanted FROM generate_series(0, %s) AS wanted
                    WHERE NOT EXISTS (SELECT FROM quittance_provider_slot
                                       WHERE provider_id = %s AND number = wanted)
                       ON CONFLICT DO NOTHING""", [provider_id, most, provider_id])
        return True
