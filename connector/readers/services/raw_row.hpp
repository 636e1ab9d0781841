#pragma once

#include "readers/record.hpp"

#include <string>

namespace quittance {

/// A row's cells as a JSON list of texts, at most 2,000 characters: the cells that do not fit are
/// left out, and "…" stands at the end.
[[nodiscard]] std::string raw_row(const Record& record);

}  // namespace quittance
