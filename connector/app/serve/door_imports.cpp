#include "app/serve/door_imports.hpp"

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
    ImportRequest request;
    request.period = file.period;
    request.file = std::move(file);
    request.unattended = true;
    Unwatched progress;
    return import_file(parts, greeted(parts), progress, std::move(request));
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
