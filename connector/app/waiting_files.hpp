#pragma once

#include "app/parts.hpp"

#include <cstdint>

namespace quittance {

/// Reads the files of up to `size_max` bytes (0: of any size) that wait in Odoo, until none is left
/// or `files_max` are read. A file that fails for a reason of its own leaves the others their turn.
/// No run is opened.
[[nodiscard]] CommandEnd import_waiting(const Parts& parts, const Admission& admission,
                                        std::int64_t size_max, int files_max);

}  // namespace quittance
