"""A file's problems for the accountants, as CSV."""

import os

from odoo import _, http
from odoo.http import content_disposition, request

from ..models.file_portal import clean_name


def as_download(content, name):
    """The answer with which a browser keeps a CSV of that name."""
    stem = clean_name(os.path.splitext(name)[0])
    return request.make_response(content, headers=[
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", content_disposition(f"{stem}.csv")),
        ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")])


class QuittanceFileProblems(http.Controller):

    @http.route("/quittance/files/<int:file_id>/problems", type="http", auth="user",
                methods=["GET"], readonly=True)
    def problems(self, file_id, **_other):
        """For whoever may read the file in Odoo; 404 for all others."""
        files = request.env["quittance.file"]
        if not files.has_access("read"):
            raise request.not_found()
        file = files.search([("id", "=", file_id)])
        if not file:
            raise request.not_found()
        file._check_may()
        return as_download(file._own_problems_csv(), _("problems of %s", file.name))
