#pragma once

#include "readers/workbook/archive.hpp"
#include "readers/workbook/ooxml_package.hpp"
#include "readers/workbook/shared_strings.hpp"
#include "readers/workbook/sheet_rows.hpp"

#include <memory>

namespace quittance::workbook {

/// The rows of a sheet of an OOXML workbook. @throws UnreadableFile.
[[nodiscard]] std::unique_ptr<SheetRows> open_ooxml_sheet(
    std::shared_ptr<Archive> archive, std::shared_ptr<const OoxmlPackage> package,
    std::shared_ptr<const SharedStrings> strings, std::size_t sheet);

}  // namespace quittance::workbook
