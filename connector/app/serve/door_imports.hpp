#pragma once

#include "app/parts.hpp"
#include "flow/import.hpp"

#include <string>

namespace quittance {

/// Imports a file that lies on this machine, as `quittance import` does. `file.path` must be a
/// private copy. @throws PortError.
[[nodiscard]] ImportReport import_local(const Parts& parts, IncomingFile file);

/// What is to be told about a file, in sentences, one a line; "" when there is nothing.
[[nodiscard]] std::string sentences(const ImportReport& report);

}  // namespace quittance
