"""Hands the message itself to the suppliers' mail: Odoo's gateway decodes its files as text."""

import time
import xmlrpc.client

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

TRIES = 5
PAUSE = 1.0


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        if isinstance(message, xmlrpc.client.Binary):
            message = bytes(message.data)
        if isinstance(message, str):
            message = message.encode()
        gateway = super(MailThread, self.with_context(quittance_raw=message)).message_process
        # What Odoo fetches itself is marked as read whatever became of it, and is not run again: a
        # file of the same supplier that is closed meanwhile must not cost the message.
        tries = TRIES if "default_fetchmail_server_id" in self.env.context else 1
        while True:
            tries -= 1
            try:
                return gateway(model, message, *args, **kwargs)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not tries:
                    raise
                self._quittance_begin_anew()
                time.sleep(PAUSE)

    def _quittance_begin_anew(self):
        """Each message that is fetched has a transaction of its own; tests replace this."""
        self.env.cr.rollback()

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        ours = [route for route in routes or () if route[0] == "quittance.mail"]
        if not ours:
            return super()._message_route_process(message, message_dict, routes)
        others = [route for route in routes if route not in ours]
        # Everybody who works in Odoo may call the gateway: only a mail server vouches for senders.
        by_server = self.env.su or self.env.user.has_group("base.group_system")
        gateway = self.with_context(quittance_by_server=by_server)
        found = super(MailThread, gateway)._message_route_process(
            message, {**message_dict, "attachments": []}, ours)
        if others:
            super()._message_route_process(message, message_dict, others)
        return found
