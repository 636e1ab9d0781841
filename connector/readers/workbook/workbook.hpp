#pragma once

#include "readers/record.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// A sheet of cells of a workbook; sheets of charts are none.
struct SheetInfo {
    std::string name;
    bool hidden = false;
    int rows = 0;  ///< that hold at least one value
};

/// Whether a file that begins so goes to `open_workbook`: a zip archive, or the container of old
/// Excel files and of workbooks with a password (which is refused there, with what to do).
/// At least eight bytes are needed; a file's name is never looked at.
[[nodiscard]] bool is_workbook(std::string_view first_bytes);

/// The sheets of an XLSX, XLSM, Strict OOXML or ODS workbook in their order, all rows counted.
/// @throws UnreadableFile as `open_workbook` does.
[[nodiscard]] std::vector<SheetInfo> sheets_of(const std::string& path);

/// The rows of a sheet that hold values, with the sheet's row numbers. `sheet` is a name, `#2` for
/// the second one, or "" for the only visible one that holds values. Cells between values are
/// empty texts; a merged cell's value stands in its first cell, and values below it are left out
/// with a warning. Macros and links to other files are never looked at. Shared strings are all
/// that is held in memory.
/// @throws UnreadableFile, also from `next`: `file_broken` (damaged), `file_kind` (no workbook, or
/// an old .xls),
///   `file_bomb` (larger than any workbook can be), `file_encrypted` (password),
///   `file_empty` (no values), `sheet_unknown`, `sheet_unclear` (several to choose from),
///   `values_covered` (a large sheet with values below merged cells, known at its end).
[[nodiscard]] std::unique_ptr<RecordSource> open_workbook(const std::string& path,
                                                          const std::string& sheet);

}  // namespace quittance
