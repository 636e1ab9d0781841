#pragma once

#include "app/config.hpp"
#include "flow/import.hpp"
#include "readers/process/reading_process.hpp"

namespace quittance {

/// Files are read in processes of this very program.
[[nodiscard]] RowsOpener rows_opener();

/// How every import of this connector gets at files and profiles.
[[nodiscard]] ImportTools import_tools(const Config& config);

}  // namespace quittance
