#pragma once

#include "app/parts.hpp"

#include <string>

namespace quittance {

/// Adds what waits in quarantine until somebody decides, of all months, to a report and, behind
/// `between`, to its summary. Where Odoo cannot be asked that is said, and nothing fails for it.
void add_quarantine(const Parts& parts, CommandEnd& end, const std::string& between);

}  // namespace quittance
