#pragma once

#include "app/parts.hpp"

#include <string>

namespace quittance {

/// Reads the files that wait in Odoo, until none is left or `files_max` are read. A file that
/// fails for a reason of its own leaves the others their turn. No run is opened.
[[nodiscard]] CommandEnd import_waiting(const Parts& parts, const Admission& admission,
                                        int files_max);

}  // namespace quittance
