#pragma once

#include "app/parts.hpp"

#include <functional>
#include <string>

namespace quittance {

/// Runs a stage as a recorded run: claims the machine and Odoo's run of that kind, keeps the
/// lease alive, stores the report. A run that died here is resumed under its own key. Busy:
/// exit code 3 for a stage (try later), 4 for a night. A dry run leaves no record.
[[nodiscard]] CommandEnd as_run(const Parts& parts, const std::string& kind,
                                const std::function<CommandEnd(const std::string& key)>& stage);

}  // namespace quittance
