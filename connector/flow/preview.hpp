#pragma once

#include "ports/preview_queue.hpp"
#include "ports/service_rows.hpp"

#include <functional>
#include <optional>
#include <string>

namespace quittance {

/// Looks at a file: with the profile given, or proposing one. @throws UnreadableFile.
using FileLooker = std::function<FileLook(const std::string& path, const std::string& name,
                                          const std::optional<Profile>& profile)>;

/// What an accountant has to see before a profile is kept: what was recognised, the first rows as
/// they stand and as they will be read, every problem. Reads the whole sample; never fails for what
/// is in it. The directory says who is known, `today` which month was
/// the last one.
[[nodiscard]] PreviewAnswer preview_file(const FileLooker& look, const RowsOpener& open,
                                         const Directory& directory, const PreviewRequest& request,
                                         const Date& today);

}  // namespace quittance
