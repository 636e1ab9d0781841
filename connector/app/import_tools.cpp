#include "app/import_tools.hpp"

#include "adapters/files/profile_seeds.hpp"
#include "adapters/files/spooled_file.hpp"
#include "adapters/odoo/odoo_file_store.hpp"
#include "app/killed_readers.hpp"

namespace quittance {
namespace {

const ReadingProcesses processes("/proc/self/exe");

MaskedCopy masked_copy(const std::string& path, const std::vector<std::string>& numbers) {
    const auto copy = std::make_shared<SpooledFile>();
    processes.mask(path, numbers, copy->path());
    const SpooledBytes made = measured(copy->path());
    return {copy, copy->path(), made.sha256, made.size};
}

/// How every import of this connector gets at files and profiles.
ImportTools import_tools(const Config& config) {
    const auto cards = [](const std::string& path, const Profile& profile) {
        return processes.cards(path, profile);
    };
    return {rows_opener(), masked_copy, cards,
            [folder = config.import.profiles_dir](const std::string& name) {
                return seeded_profile(folder, name);
            }};
}

}  // namespace

FileLooker file_looker() {
    return
        [](const std::string& path, const std::string& name,
           const std::optional<Profile>& profile) { return processes.look(path, name, profile); };
}

RowsOpener rows_opener() {
    return [](const std::string& path, const Profile& profile, bool with_raw) {
        return processes.open(path, profile, with_raw);
    };
}

ImportReport import_file(const Parts& parts, const Admission& admission, Progress& progress,
                         ImportRequest request) {
    odoo::OdooFileStore store(parts.session, company_of(admission));
    request.company_id = admission.company.id;
    request.timezone = admission.company.timezone;
    const KilledReaders killed_readers(parts.config.journal.path + ".killed_readers");
    return killed_readers.count(request.file.sha256, [&](bool last_try) {
        request.last_try = last_try;
        return import_file(store, parts.clock, progress, import_tools(parts.config), request);
    });
}

}  // namespace quittance
