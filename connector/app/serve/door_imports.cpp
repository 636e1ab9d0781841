#include "app/serve/door_imports.hpp"

#include "adapters/odoo/odoo_file_store.hpp"
#include "app/import_tools.hpp"

namespace quittance {
namespace {

/// Nobody watches.
class Unwatched final : public Progress {
public:
    void step(std::string_view /*what*/, int /*done*/, int /*total*/) override {}
};

}  // namespace

ImportReport import_local(const Parts& parts, IncomingFile file) {
    const Admission admission = greeted(parts);
    odoo::OdooFileStore store(parts.session, company_of(admission));
    ImportRequest request;
    request.period = file.period;
    request.file = std::move(file);
    request.company_id = admission.company.id;
    request.timezone = admission.company.timezone;
    Unwatched progress;
    return import_file(store, parts.clock, progress, import_tools(parts.config), request);
}

std::string sentences(const ImportReport& report) {
    std::string text;
    if (!report.message.empty()) {
        text += report.message + '\n';
    }
    for (const Issue& issue : report.problems) {
        text += issue.row > 0 ? "Row " + std::to_string(issue.row) : "The file";
        text += issue.column.empty() ? ": " : ", column " + issue.column + ": ";
        text += issue.message + '\n';
    }
    if (report.problems_more > 0) {
        text += "… and " + std::to_string(report.problems_more) + " more.\n";
    }
    return text;
}

}  // namespace quittance
