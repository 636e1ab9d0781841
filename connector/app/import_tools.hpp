#pragma once

#include "app/config.hpp"
#include "flow/import.hpp"
#include "flow/preview.hpp"
#include "readers/process/reading_process.hpp"

namespace quittance {

/// Files are read in processes of this very program.
[[nodiscard]] RowsOpener rows_opener();

/// Samples are looked at in processes of this very program, too.
[[nodiscard]] FileLooker file_looker();

/// How every import of this connector gets at files and profiles.
[[nodiscard]] ImportTools import_tools(const Config& config);

}  // namespace quittance
