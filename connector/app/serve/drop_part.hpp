#pragma once

#include "app/serve/serve_part.hpp"

#include <string>

namespace quittance {

/// Files in the suppliers' folders beneath `[drop] root` are read.
/// @throws PortError (fix_configuration) when the root is no folder.
[[nodiscard]] ServePart drop_part(const Parts& parts);

/// Whether Odoo has a supplier of this code. @throws PortError.
[[nodiscard]] bool known_supplier(const Parts& parts, const std::string& code);

}  // namespace quittance
