#pragma once

#include <string>
#include <string_view>

namespace quittance::workbook {

/// Writes the number that a workbook stores (`1.2345E-5`, ` 12 `, `0.30000000000000004`) as a plain
/// decimal of at most 15 significant digits, which is what a spreadsheet shows of it: rounded half
/// away from zero on the digits themselves. `into` is replaced.
/// @return false: no number, or larger than any that a spreadsheet holds; `into` is then unusable.
[[nodiscard]] bool plain_number(std::string_view stored, std::string& into);

}  // namespace quittance::workbook
