"""The supplier's pages: `/my/service-files`. Everything is read with sudo after the person's own
supplier is found; no model is opened to the portal. What is somebody else's does not exist here."""

from odoo import _, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.amounts import PERIOD
from ..models.file_limits import LARGEST
from ..models.file_portal import clean_name
from .file_problems import as_download

HOME = "/my/service-files"
A_PAGE = 20
AT_ONCE = 50
MONTHS_BACK = 14
# Several files of one form together; Odoo answers 413 beyond. A single one is judged with a sentence.
REQUEST_LARGEST = 2 * LARGEST


def number(text):
    """The id that a form or an address gives; 0 for anything else."""
    return int(text) if str(text).isdecimal() else 0


class QuittanceFilePortal(CustomerPortal):

    # ------------------------------------------------------------------ whose

    def _supplier(self):
        """(supplier, its companies) of this person, or 404: the pages do not exist for others."""
        supplier, companies = request.env.user._quittance_supplier()
        if not supplier:
            raise request.not_found()
        return supplier, companies

    def _own_file(self, file_id):
        """The supplier's own file of that id, with sudo, or 404."""
        files = request.env["quittance.file"].sudo()
        file = files.search([("id", "=", file_id), *files._portal_domain(*self._supplier())])
        if not file:
            raise request.not_found()
        return file

    def _prepare_portal_layout_values(self):
        supplier, _companies = request.env.user._quittance_supplier()
        return {**super()._prepare_portal_layout_values(), "quittance_supplier": bool(supplier)}

    # ------------------------------------------------------------------ pages

    @http.route([HOME, f"{HOME}/page/<int:page>"], type="http", auth="user", website=True,
                methods=["GET"])
    def service_files(self, page=1, month="", company=0, corrects=0, **_other):
        supplier, companies = self._supplier()
        files = request.env["quittance.file"].sudo()
        domain = files._portal_domain(supplier, companies)
        months = files._read_group(domain, ["period"], order="period desc")
        month = month if PERIOD.fullmatch(month or "") else ""
        chosen = companies.filtered(lambda one: one.id == number(company))
        if chosen:
            domain.append(("company_id", "=", chosen.id))
        if month:
            domain.append(("period", "=", month))
        count = files.search_count(domain)
        kept = {"month": month, "company": chosen.id}
        pager = portal_pager(HOME, count, page, A_PAGE,
                             url_args={name: value for name, value in kept.items() if value})
        return request.render("quittance.portal_service_files", {
            **self._prepare_portal_layout_values(),
            "page_name": "service_files",
            "files": files.search(domain, limit=A_PAGE, offset=pager["offset"]),
            "pager": pager,
            "companies": companies,
            "company": chosen,
            "months": files._portal_months(MONTHS_BACK),
            "months_sent": [one for (one,) in months if one],
            "month": month,
            "correctable": files._portal_correctable(supplier, companies),
            "corrects": number(corrects),
            "results": request.session.pop("quittance_sent", []),
            "largest": LARGEST,
            "at_once": AT_ONCE,
        })

    @http.route(f"{HOME}/<int:file_id>", type="http", auth="user", website=True, methods=["GET"])
    def service_file(self, file_id, **_other):
        return request.render("quittance.portal_service_file", {
            **self._prepare_portal_layout_values(),
            "page_name": "service_files",
            "service_file": self._own_file(file_id),
            "companies": self._supplier()[1],
        })

    @http.route(f"{HOME}/<int:file_id>/progress", type="http", auth="user", methods=["GET"],
                website=True, multilang=False, readonly=True)
    def service_file_progress(self, file_id, **_other):
        """How the file stands: its state, the sentence, and what the page shows of it as HTML."""
        file = self._own_file(file_id)
        html = request.env["ir.qweb"]._render(
            "quittance.portal_service_file_status", {"service_file": file})
        return request.make_json_response({**file._supplier_state(), "html": str(html)})

    @http.route(f"{HOME}/<int:file_id>/download", type="http", auth="user", methods=["GET"],
                website=True, multilang=False)
    def service_file_download(self, file_id, **_other):
        """The bytes as they are kept, always as a download and never as a page."""
        file = self._own_file(file_id)
        stream = request.env["ir.binary"].sudo()._get_stream_from(
            file, "content", filename=clean_name(file.name) or "file",
            mimetype="application/octet-stream")
        return stream.get_response(as_attachment=True, immutable=False)

    @http.route(f"{HOME}/<int:file_id>/problems", type="http", auth="user", methods=["GET"],
                website=True, multilang=False, readonly=True)
    def service_file_problems(self, file_id, **_other):
        """All that the page says of its rows, as CSV."""
        file = self._own_file(file_id)
        return as_download(file._supplier_problems_csv(), _("problems of %s", file.name))

    # ------------------------------------------------------------------ sending

    @http.route(f"{HOME}/send", type="http", auth="user", website=True, multilang=False,
                methods=["POST"], max_content_length=REQUEST_LARGEST)
    def send_service_files(self, month="", corrects="", company="", answer="", **_other):
        """Take files. `answer=json`: [{name, taken, sentence, url}]; else back to the page."""
        self._supplier()
        uploads = [one for one in request.httprequest.files.getlist("files") if one.filename]
        corrects = number(corrects)
        results = self._refused_together(uploads, corrects)
        if not results:
            results = [self._take(one, month.strip(), corrects, number(company))
                       for one in uploads]
        if answer == "json":
            return request.make_json_response(results)
        request.session["quittance_sent"] = results
        return request.redirect(HOME, local=True)

    def _refused_together(self, uploads, corrects):
        """What is wrong with the files as a whole; [] when nothing is."""
        if not uploads:
            sentence = _("Choose a file first.")
        elif len(uploads) > AT_ONCE:
            sentence = _("Send at most %s files at once. None of these was taken.", AT_ONCE)
        elif corrects and len(uploads) > 1:
            sentence = _("One file corrects another: send it alone. None of these was taken.")
        else:
            return []
        return [{"name": "", "taken": False, "sentence": sentence, "url": ""}]

    def _take(self, upload, month, corrects, company):
        """Take one file: what the supplier is told of it."""
        files = request.env["quittance.file"]
        name = clean_name(upload.filename)
        try:
            with request.env.cr.savepoint():
                file, new = files._portal_receive(
                    request.env.user, upload.filename, upload.stream, month, corrects,
                    company)
        except UserError as error:
            return {"name": name, "taken": False, "sentence": str(error), "url": ""}
        sentence = (file._supplier_state()["sentence"] if new else file._supplier_said_before())
        return {"name": name, "taken": new, "sentence": sentence, "url": f"{HOME}/{file.id}"}
