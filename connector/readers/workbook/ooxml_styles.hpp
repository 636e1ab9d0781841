#pragma once

#include "readers/workbook/archive.hpp"
#include "readers/workbook/number_format.hpp"

#include <string>
#include <vector>

namespace quittance::workbook {

/// What each style of a cell shows a number as, by the style's number.
/// @throws UnreadableFile.
[[nodiscard]] std::vector<Shown> read_ooxml_styles(Archive& archive, const std::string& part);

}  // namespace quittance::workbook
