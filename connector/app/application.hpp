#pragma once

#include "app/options.hpp"

namespace quittance {

/// Builds the whole object graph, top to bottom, runs the command, and returns its exit code.
/// Every failure ends here as one sentence on standard error (docs/operate.md).
[[nodiscard]] int run_application(const Options& options);

}  // namespace quittance
