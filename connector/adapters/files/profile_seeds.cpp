#include "adapters/files/profile_seeds.hpp"

#include "support/port_error.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace quittance {
namespace {

[[noreturn]] void refuse(const std::string& path, const toml::source_region& where,
                         const std::string& text) {
    throw PortError(Advice::fix_configuration,
                    path + ", line " + std::to_string(where.begin.line) + ": " + text);
}

/// The texts that a profile may hold, by their names in the file.
std::map<std::string, std::string*> texts(Profile& profile) {
    std::map<std::string, std::string*> found;
    for (const auto& [name, field] : profile_texts) {
        found.emplace(name, &(profile.*field));
    }
    for (const auto& [group, fields] : profile_groups) {
        for (const auto& [name, field] : profile_columns) {
            found.emplace(std::string(group) + '.' + std::string(name), &(profile.*fields.*field));
        }
    }
    return found;
}

bool is_group(const std::string& name) {
    return std::any_of(profile_groups.begin(), profile_groups.end(),
                       [&name](const auto& group) { return group.name == name; });
}

class SeedReader {
public:
    SeedReader(const std::string& path, Profile& profile)
        : path_(path), profile_(profile), texts_(texts(profile)) {}

    void read(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key);
            if (prefix.empty() && is_group(name) && node.is_table()) {
                read(*node.as_table(), name + '.');
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
        } else if (const auto flag =
                       std::find_if(profile_flags.begin(), profile_flags.end(),
                                    [&name](const auto& one) { return one.name == name; });
                   flag != profile_flags.end() && node.is_boolean()) {
            profile_.*(flag->field) = node.as_boolean()->get();
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
    return profile_in(path);
}

Profile profile_in(const std::string& path) {
    if (!std::filesystem::is_regular_file(path)) {
        throw PortError(Advice::fix_configuration, "The profile " + path + " is not there.");
    }
    Profile profile;
    profile.name = std::filesystem::path(path).stem().string();
    try {
        SeedReader(path, profile).read(toml::parse_file(path), "");
    } catch (const toml::parse_error& error) {
        refuse(path, error.source(), std::string(error.description()));
    }
    return profile;
}

std::string profile_toml(const Profile& profile) {
    const Profile usual;
    const std::set<std::string_view> always = {"format", "delimiter", "charset", "decimal_mark"};
    toml::table table;
    for (const auto& [name, field] : profile_texts) {
        if (name != "name" && (profile.*field != usual.*field || always.count(name) > 0)) {
            table.insert_or_assign(name, profile.*field);
        }
    }
    for (const auto& [name, field] : profile_flags) {
        if (profile.*field) {
            table.insert_or_assign(name, true);
        }
    }
    table.insert_or_assign("header_row", profile.header_row);
    for (const auto& [group, fields] : profile_groups) {
        toml::table values;
        for (const auto& [name, field] : profile_columns) {
            if (const std::string& value = profile.*fields.*field; !value.empty()) {
                values.insert_or_assign(name, value);
            }
        }
        if (!values.empty()) {
            table.insert_or_assign(group, values);
        }
    }
    std::ostringstream text;
    text << table << '\n';
    return text.str();
}

}  // namespace quittance
