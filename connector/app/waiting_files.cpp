#include "app/waiting_files.hpp"

#include "adapters/files/spooled_file.hpp"
#include "adapters/odoo/odoo_file_store.hpp"
#include "adapters/system/machine.hpp"
#include "app/import_tools.hpp"
#include "app/import_view.hpp"
#include "flow/import.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

namespace quittance {
namespace {

constexpr int files_a_claim = 1;    // whoever is free takes the next
constexpr int lease_seconds = 120;  // until the first lines; each call prolongs it

ImportReport imported(const Parts& parts, const Admission& admission, FileQueue& queue,
                      IncomingFile file) {
    const SpooledFile copy;
    file.path = copy.path();
    queue.fetch(file);
    ImportRequest request;
    request.period = file.period;
    request.file = std::move(file);
    request.unattended = true;
    return import_file(parts, admission, parts.console, std::move(request));
}

/// The file cannot even be opened (later on its import gives it up itself): it waits no more, and
/// says why. Where it was read meanwhile, that stands.
void give_up(const Parts& parts, const Admission& admission, FileReading reading,
             const PortError& why) {
    try {
        odoo::OdooFileStore(parts.session, company_of(admission))
            .refuse(reading, {"not_taken", why.what(), 0, ""});
    } catch (const PortError& error) {
        if (error.advice() != Advice::fix_data) {
            throw;
        }
        log_warning("file_left",
                    {{"file", std::to_string(reading.file_id)}, {"why", error.what()}});
    }
}

}  // namespace

CommandEnd import_waiting(const Parts& parts, const Admission& admission, std::int64_t size_max,
                          int files_max) {
    odoo::OdooFileQueue queue(parts.session, company_of(admission), system::host_name());
    CommandEnd end;
    end.report["files"] = nlohmann::ordered_json::array();
    int read = 0;
    const auto claim = [&] { return queue.claim(files_a_claim, size_max, lease_seconds); };
    for (auto files = claim(); !files.empty(); files = claim()) {
        for (IncomingFile& file : files) {
            const std::string name = file.name;
            const FileReading claimed{file.claimed_id, file.claimed_reading};
            try {
                const ImportReport report = imported(parts, admission, queue, std::move(file));
                show(parts.console, report);
                end.report["files"].push_back(as_json(report));
                end.code = report.asks_a_person() ? ExitCode::person : end.code;
            } catch (const PortError& error) {
                if (error.advice() != Advice::fix_data) {
                    throw;
                }
                parts.console.problem(name + ": " + error.what());
                give_up(parts, admission, claimed, error);
                end.code = ExitCode::person;
            }
            ++read;
        }
        if (read >= files_max) {
            break;
        }
    }
    end.summary =
        std::to_string(read) + (read == 1 ? " waiting file read." : " waiting files read.");
    return end;
}

}  // namespace quittance
