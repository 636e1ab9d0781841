#pragma once

#include <string_view>

namespace quittance {

enum class ContentKind {
    text,
    json,
    zip,      ///< a workbook, or another archive
    compound  ///< an old .xls, or a workbook with a password
};

/// What a file is by its first bytes (4 KiB are enough). @throws UnreadableFile (`file_kind`) with
/// the name of what it is, when that never holds services: an image, a PDF, a compressed file.
[[nodiscard]] ContentKind content_kind(std::string_view first_bytes);

}  // namespace quittance
