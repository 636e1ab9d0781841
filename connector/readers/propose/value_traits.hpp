#pragma once

#include "domain/profile.hpp"
#include "support/issue.hpp"

#include <string>
#include <vector>

namespace quittance {

/// Sets decimal and thousands marks from the texts of columns that hold numbers.
void propose_marks(const std::vector<std::string>& numbers, Profile& profile,
                   std::vector<Issue>& doubts);

/// The formats in which every one of the texts is a day; a spreadsheet's day numbers not.
[[nodiscard]] std::vector<std::string> date_formats(const std::vector<std::string>& dates);

/// Sets the date format from the texts of the date column.
void propose_dates(const std::vector<std::string>& dates, Profile& profile,
                   std::vector<Issue>& doubts);

}  // namespace quittance
