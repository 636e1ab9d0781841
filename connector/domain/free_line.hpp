#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"

#include <optional>

namespace quittance {

/// Why a line that costs nothing is not taken; nothing when it costs something, or may be free.
[[nodiscard]] inline std::optional<Issue> free_line_issue(const ReadRow& row,
                                                          const Profile& profile) {
    const bool free = row.amount && row.amount->minor() == 0;
    if (!free || profile.zero_price == "free") {
        return std::nullopt;
    }
    return Issue{"price_missing",
                 "The line costs nothing, and the profile does not allow free lines.", row.row, ""};
}

}  // namespace quittance
