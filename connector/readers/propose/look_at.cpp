#include "domain/file_facts.hpp"
#include "readers/content_kind.hpp"
#include "readers/propose/file_start.hpp"
#include "readers/propose/fixed_traits.hpp"
#include "readers/propose/propose_profile.hpp"
#include "readers/propose/text_traits.hpp"

#include <algorithm>

namespace quittance {
namespace {

/// The profile's positions, and between them those that the blanks tell: a person may map them.
std::vector<FieldPosition> positions_shown(const Profile& profile, const std::string& lines) {
    std::vector<FieldPosition> positions;
    for (const auto& one : profile_columns) {
        if (const auto position = field_position(profile.columns.*one.field)) {
            positions.push_back(*position);
        }
    }
    for (const auto& told : fixed_shape(lines).positions) {
        if (std::none_of(positions.begin(), positions.end(), [&told](const auto& other) {
                return told.from <= other.to && other.from <= told.to;
            })) {
            positions.push_back(told);
        }
    }
    std::sort(positions.begin(), positions.end(),
              [](const auto& a, const auto& b) { return a.from < b.from; });
    return positions;
}

void look_at_fixed(const std::string& bytes, FileLook& look) {
    const std::string lines = first_text(bytes, look.profile.charset);
    const auto positions = positions_shown(look.profile, lines);
    for (const auto& position : positions) {
        look.columns.push_back(name_of(position));
    }
    look.rows = cut_sample(lines, positions, rows_shown).shown(rows_shown);
}

}  // namespace

FileLook look_at(const std::string& path, const Profile& profile) {
    const std::string bytes = first_bytes(path);
    FileLook look;
    look.profile = profile;
    look.format = profile.format;
    switch (content_kind(bytes)) {
        case ContentKind::zip:
        case ContentKind::compound:
            look.format = "spreadsheet";
            look.sheets = looked_sheets(path);
            break;
        case ContentKind::json:
            look.format = "json";
            break;
        case ContentKind::text:
            if (profile.format == "fixed") {
                look_at_fixed(bytes, look);
                return look;
            }
            break;
    }
    look.rows = sample_with(path, profile, rows_shown).shown(rows_shown);
    if (look.format == "json" && !look.rows.empty()) {
        look.columns = look.rows.front().cells;
    }
    return look;
}

}  // namespace quittance
