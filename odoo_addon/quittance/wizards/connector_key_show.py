"""The connector's new key on the screen, once."""

from odoo import fields, models


class QuittanceConnectorKeyShow(models.AbstractModel):
    _name = "quittance.connector.key.show"
    _description = "The connector's new key, shown once"

    # Without a table: the key is on this screen and nowhere else.
    id = fields.Id()
    key = fields.Char(readonly=True)
    hint = fields.Text(readonly=True)
