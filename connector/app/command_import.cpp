#include "adapters/files/spooled_file.hpp"
#include "adapters/system/machine.hpp"
#include "app/import_tools.hpp"
#include "app/import_view.hpp"
#include "app/parts.hpp"
#include "app/quarantine_view.hpp"
#include "flow/import.hpp"
#include "support/port_error.hpp"

#include <filesystem>

namespace quittance {
namespace {

ImportRequest request_for(const Parts& parts, const std::string& path, const SpooledFile& copy) {
    const auto bytes_max = parts.config.import.file_bytes_max;
    const SpooledBytes bytes = copy_bytes(path, copy.path(), bytes_max);
    ImportRequest request;
    request.file.supplier_code = parts.options.supplier;
    request.file.profile = parts.options.profile;
    request.file.name = std::filesystem::path(path).filename().string();
    request.file.path = copy.path();
    request.file.size = bytes.size;
    request.file.sha256 = bytes.sha256;
    request.file.sender = system::user_at_host();
    if (!parts.options.replaces.empty()) {
        request.file.replaces_sha256 = measured(parts.options.replaces).sha256;
    }
    request.period = parts.options.period;
    request.dry_run = parts.options.dry_run;
    return request;
}

}  // namespace

CommandEnd run_import(const Parts& parts) {
    const Admission admission = greeted(parts);
    CommandEnd end;
    end.report["files"] = nlohmann::ordered_json::array();
    int done = 0;
    for (const auto& path : parts.options.files) {
        try {
            const SpooledFile copy;
            const ImportReport report =
                import_file(parts, admission, parts.console, request_for(parts, path, copy));
            show(parts.console, report);
            end.report["files"].push_back(as_json(report));
            end.code = report.asks_a_person() ? ExitCode::person : end.code;
            ++done;
        } catch (const PortError& error) {
            if (error.advice() != Advice::fix_data) {
                throw;
            }
            // This file alone: the others have their turn.
            parts.console.problem(path + ": " + error.what());
            end.report["files"].push_back(
                {{"name", path}, {"outcome", "failed"}, {"message", error.what()}});
            end.code = ExitCode::person;
        }
    }
    end.summary = std::to_string(done) + (done == 1 ? " file read." : " files read.");
    add_quarantine(parts, end, " ");
    return end;
}

}  // namespace quittance
