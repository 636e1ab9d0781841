#include "adapters/odoo/profile_wire.hpp"

#include <string>

namespace quittance::odoo {

Json to_wire(const Profile& profile) {
    Json row = {{"header_row", profile.header_row}};
    for (const auto& [name, field] : profile_texts) {
        row[std::string(name)] = profile.*field;
    }
    for (const auto& [name, field] : profile_flags) {
        row[std::string(name)] = profile.*field;
    }
    for (const auto& [group, fields] : profile_groups) {
        Json texts = Json::object();
        for (const auto& [name, field] : profile_columns) {
            texts[std::string(name)] = profile.*fields.*field;
        }
        row[std::string(group)] = std::move(texts);
    }
    return row;
}

Profile profile_of(const Json& row) {
    Profile profile;
    profile.header_row = integer_of(row, "header_row");
    for (const auto& [name, field] : profile_texts) {
        profile.*field = text_of(row, std::string(name).c_str());
    }
    for (const auto& [name, field] : profile_flags) {
        profile.*field = flag_of(row, std::string(name).c_str());
    }
    for (const auto& [group, fields] : profile_groups) {
        const Json& texts = struct_of(row, std::string(group).c_str());
        for (const auto& [name, field] : profile_columns) {
            profile.*fields.*field = text_of(texts, std::string(name).c_str());
        }
    }
    return profile;
}

}  // namespace quittance::odoo
