#pragma once

#include "domain/profile.hpp"
#include "domain/service_table.hpp"

#include <string_view>

namespace quittance {

/// Reads a supplier's file by its profile. A bad row is in the table, with its problem.
/// @throws UnreadableFile: wrong charset, missing columns, no rows.
[[nodiscard]] ServiceTable read_services(std::string_view bytes, const Profile& profile);

}  // namespace quittance
