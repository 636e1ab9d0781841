#include "adapters/files/profile_seeds.hpp"
#include "app/import_tools.hpp"
#include "app/import_view.hpp"
#include "app/parts.hpp"
#include "domain/file_facts.hpp"

#include <filesystem>

namespace quittance {

CommandEnd run_propose(const Options& options) {
    const std::string& path = options.files.front();
    CommandEnd end;
    try {
        const std::string name = std::filesystem::path(path).filename().string();
        const FileLook look = file_looker()(path, name, std::nullopt);
        const std::string toml = profile_toml(look.profile);
        end.report["format"] = look.format;
        end.report["toml"] = toml;
        end.report["problems"] = nlohmann::ordered_json::array();
        for (const auto& doubt : look.doubts) {
            end.report["problems"].push_back(as_json(doubt));
            end.summary += "# check: " + doubt.message + '\n';
        }
        end.summary += toml;
        end.code = look.doubts.empty() ? ExitCode::done : ExitCode::person;
    } catch (const UnreadableFile& error) {
        end.code = ExitCode::person;
        end.report["problems"] = {as_json(error.issue())};
        end.summary = std::string("# ") + error.what();
    }
    return end;
}

}  // namespace quittance
