#pragma once

#include "domain/file_look.hpp"

#include <cstddef>
#include <string>

namespace quittance {

/// How many rows are shown as they stand.
inline constexpr std::size_t rows_shown = 30;

/// Proposes how to read a sample that nobody has described yet: kind, charset, delimiter, header,
/// columns, marks, dates, totals, tickets, month. A proposal is for a person to confirm: whatever
/// the sample does not prove is in `doubts`, with what to check. The reader itself never guesses.
/// @throws UnreadableFile: an image, an archive, a workbook with a password, nothing in it.
[[nodiscard]] FileLook propose_profile(const std::string& path, const std::string& file_name);

/// The file's first rows and sheets, as a profile reads them. @throws UnreadableFile.
[[nodiscard]] FileLook look_at(const std::string& path, const Profile& profile);

}  // namespace quittance
