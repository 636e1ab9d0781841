#pragma once

#include "flow/import.hpp"

#include <string>
#include <vector>

namespace quittance {

/// A copy of the text at `path` in which these card numbers are masked, wherever they stand (in
/// UTF-8, single-byte charsets and UTF-16). A workbook's parts are inflated
/// and packed anew. Whether all numbers are gone shows only reading it.
/// @throws UnreadableFile (`card_number`): the copy cannot be made.
[[nodiscard]] MaskedCopy masked_copy(const std::string& path,
                                     const std::vector<std::string>& numbers);

}  // namespace quittance
