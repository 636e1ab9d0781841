#pragma once

#include <string>

namespace quittance::workbook {

/// What is in a container of old Office programs (OLE2, which also wraps encrypted XLSX files).
enum class CompoundKind { encrypted, old_workbook, other };

/// Looks for the names of its streams, which stand every 128 bytes ([MS-CFB] 2.6.1).
[[nodiscard]] CompoundKind compound_kind(const std::string& path);

}  // namespace quittance::workbook
