#pragma once

#include "domain/file_look.hpp"

#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// How many of a row's cells are names that suppliers give to columns.
[[nodiscard]] int header_likeness(const RawRow& row);

/// Maps the header's names to meanings, each at most once.
[[nodiscard]] ProfileColumns propose_columns(const RawRow& header, std::vector<Issue>& doubts);

/// Sets decimal and thousands marks from the texts of columns that hold numbers.
void propose_marks(const std::vector<std::string>& numbers, Profile& profile,
                   std::vector<Issue>& doubts);

/// Sets the date format from the texts of the date column.
void propose_dates(const std::vector<std::string>& dates, Profile& profile,
                   std::vector<Issue>& doubts);

}  // namespace quittance
