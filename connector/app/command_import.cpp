#include "adapters/files/private_file.hpp"
#include "adapters/files/profile_seeds.hpp"
#include "adapters/odoo/odoo_file_store.hpp"
#include "app/import_view.hpp"
#include "app/parts.hpp"
#include "flow/import.hpp"
#include "readers/service_table.hpp"
#include "support/port_error.hpp"
#include "support/sha256.hpp"

#include <filesystem>

namespace quittance {
namespace {

ImportRequest request_for(const Parts& parts, const CompanyTerms& company,
                          const std::string& path) {
    const auto bytes_max = parts.config.import.file_bytes_max;
    ImportRequest request;
    request.file.supplier_code = parts.options.supplier;
    request.file.profile = parts.options.profile;
    request.file.name = std::filesystem::path(path).filename().string();
    request.file.content = read_file(path, bytes_max);
    if (!parts.options.replaces.empty()) {
        request.file.replaces_sha256 = sha256_hex(read_file(parts.options.replaces, bytes_max));
    }
    request.period = parts.options.period;
    request.company_id = company.id;
    request.timezone = company.timezone;
    request.dry_run = parts.options.dry_run;
    return request;
}

}  // namespace

CommandEnd run_import(const Parts& parts) {
    const Admission admission = greeted(parts);
    odoo::OdooFileStore store(parts.session, company_of(admission));
    const ProfileSeed seed = [&parts](const std::string& name) {
        return seeded_profile(parts.config.import.profiles_dir, name);
    };
    CommandEnd end;
    end.report["files"] = nlohmann::ordered_json::array();
    int done = 0;
    for (const auto& path : parts.options.files) {
        try {
            const ImportReport report =
                import_file(store, parts.clock, parts.console, read_services, seed,
                            request_for(parts, admission.company, path));
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
    return end;
}

}  // namespace quittance
