"""Which stored methods can be charged for which client."""

from collections import defaultdict

from odoo import api, models

from .client_method import DEBITS


class PaymentToken(models.Model):
    _inherit = "payment.token"

    @api.model_create_multi
    def create(self, vals_list):
        tokens = super().create(vals_list)
        tokens._quittance_replan()
        return tokens

    def write(self, vals):
        result = super().write(vals)
        if {"active", "partner_id"} & set(vals):
            self._quittance_replan()
        return result

    def _quittance_replan(self):
        """What the client can be charged on has changed: his declined invoices with it."""
        for token in self.sudo():
            self.env["quittance.retry"]._replan_client(
                token.partner_id, token.provider_id.company_id)

    @api.model
    def _quittance_of_client(self, client, company, archived=False):
        """The methods of a commercial entity (they belong to its people) in a company."""
        return self.sudo().with_context(active_test=not archived).search(
            [("partner_id.commercial_partner_id", "=", client.id),
             ("provider_id.company_id", "=", company.id)])

    def _quittance_problem(self, client, company):
        """'' when this method can be charged for that client, else the preflight's reason."""
        self.ensure_one()
        token = self.sudo()
        provider = token.provider_id
        if token.partner_id.commercial_partner_id != client:
            return "method_other_client"
        if provider.company_id != company:
            return "method_other_company"
        if not token.active:
            return "method_archived"
        if token._quittance_is_expired(company):
            return "method_expired"
        if provider.state == "disabled" or not token.payment_method_id.active:
            return "provider_off"
        if provider.state == "test" and not self.env["quittance.policy"]._allows_test_mode():
            return "provider_test"
        return "provider_capture" if provider.capture_manually else ""

    def _quittance_is_debit(self):
        """Whether the client is told before his account is debited."""
        method = self.sudo().payment_method_id
        return bool({method.code, method.primary_payment_method_id.code} & DEBITS)

    @api.model
    def _quittance_choose(self, client, company):
        """(method, problem): the chosen one, else the only usable one."""
        return self._quittance_choose_all(client, company)[client]

    @api.model
    def _quittance_choose_all(self, clients, company):
        """{client: (method, problem)} of commercial entities, in a few queries for all."""
        tokens = self.sudo().with_context(active_test=False).search(
            [("partner_id.commercial_partner_id", "in", clients.ids)])
        of_client = defaultdict(tokens.browse)
        for token in tokens:
            of_client[token.partner_id.commercial_partner_id] |= token
        in_company = clients.with_company(company).sudo()
        return {client: self._quittance_choice(
            client, company, chosen.quittance_token_id, of_client[client])
            for client, chosen in zip(clients, in_company, strict=True)}

    @api.model
    def _quittance_choice(self, client, company, chosen, tokens):
        if chosen:
            return chosen, chosen._quittance_problem(client, company)
        own = tokens.filtered(lambda token: token.provider_id.company_id == company)
        if not own:
            elsewhere = any(tokens.mapped("active"))
            return self.browse(), "method_other_company" if elsewhere else "no_method"
        problems = {token: token._quittance_problem(client, company) for token in own}
        usable = [token for token in own if not problems[token]]
        if len(usable) == 1:
            return usable[0], ""
        if usable:
            return self.browse(), "several_methods"
        return own if len(own) == 1 else self.browse(), next(iter(problems.values()))
