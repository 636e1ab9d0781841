#pragma once

#include "app/parts.hpp"
#include "flow/import.hpp"
#include "flow/preview.hpp"
#include "readers/process/reading_process.hpp"

namespace quittance {

/// Files are read in processes of this very program.
[[nodiscard]] RowsOpener rows_opener();

/// Samples are looked at in processes of this very program, too.
[[nodiscard]] FileLooker file_looker();

/// Imports one file for the company. `request` without company and time zone; its file's path must
/// be a private copy. @throws PortError.
[[nodiscard]] ImportReport import_file(const Parts& parts, const Admission& admission,
                                       Progress& progress, ImportRequest request);

}  // namespace quittance
