#include "adapters/files/profile_seeds.hpp"

#include "support/port_error.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <map>

namespace quittance {
namespace {

[[noreturn]] void refuse(const std::string& path, const toml::source_region& where,
                         const std::string& text) {
    throw PortError(Advice::fix_configuration,
                    path + ", line " + std::to_string(where.begin.line) + ": " + text);
}

/// The texts that a profile may hold, by their names in the file.
std::map<std::string, std::string*> texts(Profile& profile) {
    return {{"name", &profile.name},
            {"format", &profile.format},
            {"delimiter", &profile.delimiter},
            {"charset", &profile.charset},
            {"decimal_mark", &profile.decimal_mark},
            {"thousands_mark", &profile.thousands_mark},
            {"date_format", &profile.date_format},
            {"ticket_names", &profile.ticket_names},
            {"period_rule", &profile.period_rule},
            {"zero_price", &profile.zero_price},
            {"currency", &profile.currency},
            {"total_label", &profile.total_label},
            {"columns.client", &profile.columns.client},
            {"columns.service", &profile.columns.service},
            {"columns.quantity", &profile.columns.quantity},
            {"columns.price", &profile.columns.price},
            {"columns.amount", &profile.columns.amount},
            {"columns.ticket", &profile.columns.ticket},
            {"columns.date", &profile.columns.date},
            {"columns.comment", &profile.columns.comment}};
}

class SeedReader {
public:
    SeedReader(const std::string& path, Profile& profile)
        : path_(path), profile_(profile), texts_(texts(profile)) {}

    void read(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key);
            if (name == "columns" && node.is_table()) {
                read(*node.as_table(), "columns.");
            } else {
                take(name, node);
            }
        }
    }

private:
    void take(const std::string& name, const toml::node& node) {
        if (const auto found = texts_.find(name); found != texts_.end() && node.is_string()) {
            *found->second = node.as_string()->get();
        } else if (name == "header_row" && node.is_integer()) {
            profile_.header_row = static_cast<int>(node.as_integer()->get());
        } else if (name == "cumulative" && node.is_boolean()) {
            profile_.cumulative = node.as_boolean()->get();
        } else {
            refuse(path_, node.source(), "'" + name + "' is not known, or not of this type");
        }
    }

    const std::string& path_;
    Profile& profile_;
    std::map<std::string, std::string*> texts_;
};

}  // namespace

std::optional<Profile> seeded_profile(const std::string& folder, const std::string& name) {
    const bool plain =
        !name.empty() && name.find_first_of("/\\") == std::string::npos && name.front() != '.';
    const std::string path = (std::filesystem::path(folder) / (name + ".toml")).string();
    if (folder.empty() || !plain || !std::filesystem::is_regular_file(path)) {
        return std::nullopt;
    }
    Profile profile;
    profile.name = name;
    try {
        SeedReader(path, profile).read(toml::parse_file(path), "");
    } catch (const toml::parse_error& error) {
        refuse(path, error.source(), std::string(error.description()));
    }
    return profile;
}

}  // namespace quittance
