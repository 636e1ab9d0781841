#pragma once

#include "readers/record.hpp"

#include <string_view>

namespace quittance {

/// Whether a spreadsheet has made a number of a code, so that digits of it are lost: `1.23E+05`,
/// or a number cell of more than fifteen digits.
[[nodiscard]] bool is_destroyed(const Cell& cell, std::string_view code);

}  // namespace quittance
