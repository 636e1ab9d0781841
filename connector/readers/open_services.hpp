#pragma once

#include "ports/service_rows.hpp"
#include "readers/record.hpp"

#include <memory>
#include <string>

namespace quittance {

/// Opens a supplier's file by its profile. What it is (a workbook, JSON, text) is seen from its
/// content, never from its name; how a text is laid out says the profile.
/// @throws UnreadableFile: nothing that can be read, wrong charset, missing columns, no rows.
[[nodiscard]] std::unique_ptr<ServiceRows> open_services(const std::string& path,
                                                         const Profile& profile, bool with_raw);

/// The file's rows as they stand, before they get a meaning: for previews and comparisons.
/// @throws UnreadableFile.
[[nodiscard]] std::unique_ptr<RecordSource> open_records(const std::string& path,
                                                         const Profile& profile);

}  // namespace quittance
