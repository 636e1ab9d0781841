#pragma once

#include "domain/file_look.hpp"
#include "readers/propose/sample.hpp"
#include "readers/text/fixed_width.hpp"

#include <string>
#include <vector>

namespace quittance {

/// What is read of a file to look at it. @throws UnreadableFile for an empty one.
[[nodiscard]] std::string first_bytes(const std::string& path);

[[nodiscard]] std::vector<LookedSheet> looked_sheets(const std::string& path);

/// The first rows as the profile cuts them. @throws UnreadableFile.
[[nodiscard]] Sample sample_with(const std::string& path, const Profile& profile, std::size_t most);

/// The first of these UTF-8 lines, cut at the positions.
[[nodiscard]] Sample cut_sample(const std::string& lines,
                                const std::vector<FieldPosition>& positions, std::size_t most);

}  // namespace quittance
