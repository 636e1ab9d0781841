#include "app/import_tools.hpp"

#include "adapters/files/masked_copy.hpp"
#include "adapters/files/profile_seeds.hpp"

namespace quittance {

namespace {

const ReadingProcesses processes("/proc/self/exe");

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

ImportTools import_tools(const Config& config) {
    const auto cards = [](const std::string& path, const Profile& profile) {
        return processes.cards(path, profile);
    };
    return {rows_opener(), masked_copy, cards,
            [folder = config.import.profiles_dir](const std::string& name) {
                return seeded_profile(folder, name);
            }};
}

}  // namespace quittance
