#include "app/import_tools.hpp"

#include "adapters/files/masked_copy.hpp"
#include "adapters/files/profile_seeds.hpp"

#include <memory>

namespace quittance {

RowsOpener rows_opener() {
    const auto processes = std::make_shared<ReadingProcesses>("/proc/self/exe");
    return [processes](const std::string& path, const Profile& profile, bool with_raw) {
        return processes->open(path, profile, with_raw);
    };
}

ImportTools import_tools(const Config& config) {
    return {rows_opener(), masked_copy,
            [folder = config.import.profiles_dir](const std::string& name) {
                return seeded_profile(folder, name);
            }};
}

}  // namespace quittance
