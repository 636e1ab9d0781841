"""The last place before a request leaves: recorded, and its outcome never guessed."""

from odoo import models

from ..protocol.tables.base import Answer
from ..services.wire import OutcomeUnknown, Request, Tap, read_error, says_nothing


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _send_api_request(self, method, endpoint, *, params=None, data=None, json=None,
                          reference=None, **kwargs):
        tap = self.env.context.get("quittance_tap")
        if not isinstance(tap, Tap):
            return super()._send_api_request(
                method, endpoint, params=params, data=data, json=json, reference=reference,
                **kwargs)
        request = self._quittance_request(method, endpoint, params, data, json, kwargs)
        self._quittance_record_sent(tap, request)
        try:
            content = super()._send_api_request(
                method, endpoint, params=params, data=data, json=json, reference=reference,
                **kwargs)
        except Exception as error:
            answer = read_error(error)
            self._quittance_record_answer(tap, request, answer)
            if method != "GET" and says_nothing(answer):
                raise OutcomeUnknown(answer.problem or f"HTTP {answer.status}") from error
            raise
        answer = Answer(200, content if isinstance(content, dict) else {})
        self._quittance_record_answer(tap, request, answer)
        return content

    def _quittance_request(self, method, endpoint, params, data, json, kwargs):
        """The request as its bytes will leave, built as Odoo builds it."""
        headers = self._build_request_headers(method, endpoint, params or data or json, **kwargs)
        return Request(method, self._build_request_url(endpoint, **kwargs), params, data, json,
                       headers)

    def _quittance_record_sent(self, tap, request):
        if not tap.record:
            return
        policy = self.env["quittance.policy"]
        policy._crash_point("wire.recording_sent")
        self.env["quittance.wire.record"]._record_sent(tap, request, self.company_id)
        policy._crash_point("wire.sent_recorded")

    def _quittance_record_answer(self, tap, request, answer):
        tap.answers.append((request.method, answer))
        if not tap.record:
            return
        policy = self.env["quittance.policy"]
        policy._crash_point("wire.answered")
        self.env["quittance.wire.record"]._record_answer(
            tap, request, answer, self.company_id)
        policy._crash_point("wire.answer_recorded")
