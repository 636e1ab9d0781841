#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quittance::fuzz {

/// A zip archive with these parts, by path, whole and with right checksums.
[[nodiscard]] std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace quittance::fuzz
