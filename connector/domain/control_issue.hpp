#pragma once

#include "domain/file_facts.hpp"

#include <optional>
#include <string>

namespace quittance {

/// What is wrong with a totals row, both sums named; nothing when it agrees with its rows.
[[nodiscard]] inline std::optional<Issue> control_issue(const StatedTotal& total,
                                                        const std::string& currency) {
    const auto stated = Money::parse(total.stated, currency);
    if (stated && stated->minor() == total.computed.minor()) {
        return std::nullopt;
    }
    return Issue{"control_sum",
                 "Row '" + total.label + "' says " +
                     (total.stated.empty() ? "no number" : total.stated) +
                     ", but the rows above it add up to " + total.computed.text() +
                     ". Ask the supplier which is right.",
                 total.row, ""};
}

}  // namespace quittance
