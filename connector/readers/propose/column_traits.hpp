#pragma once

#include "domain/profile.hpp"
#include "support/issue.hpp"

#include <string>
#include <vector>

namespace quittance {

/// How many of a row's texts are names that suppliers give to columns.
[[nodiscard]] int header_likeness(const std::vector<std::string>& names);

/// Maps the header's names to meanings, each at most once; a whole name wins over a part of one.
[[nodiscard]] ProfileColumns propose_columns(const std::vector<std::string>& header,
                                             std::vector<Issue>& doubts);

/// Whether prices are with tax, as far as the names of their columns say so.
void propose_tax(Profile& profile, std::vector<Issue>& doubts);

}  // namespace quittance
