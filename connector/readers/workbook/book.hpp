#pragma once

#include "readers/workbook/archive.hpp"
#include "readers/workbook/sheet_rows.hpp"
#include "readers/workbook/workbook.hpp"

#include <memory>
#include <vector>

namespace quittance::workbook {

/// An opened workbook of either kind. Everything throws UnreadableFile.
class Book {
public:
    virtual ~Book() = default;

    /// Names and whether they are hidden; `rows` is not counted.
    [[nodiscard]] virtual std::vector<SheetInfo> sheets() const = 0;
    /// The rows of a sheet; the source keeps what it needs alive.
    [[nodiscard]] virtual std::unique_ptr<SheetRows> rows(std::size_t sheet) = 0;
    /// Rows with values of a sheet; counts them, or no more than the first.
    [[nodiscard]] virtual int count_rows(std::size_t sheet, bool first_only) = 0;
};

[[nodiscard]] std::unique_ptr<Book> open_ooxml_book(std::shared_ptr<Archive> archive);
[[nodiscard]] std::unique_ptr<Book> open_ods_book(std::shared_ptr<Archive> archive);

}  // namespace quittance::workbook
