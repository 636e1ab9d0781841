#pragma once

#include "readers/workbook/ooxml_package.hpp"
#include "readers/workbook/row_batch.hpp"
#include "readers/workbook/shared_strings.hpp"

#include <string>
#include <string_view>

namespace quittance::workbook {

/// How the value of a cell is written: its attribute `t`.
enum class StoredAs : unsigned char {
    number,
    shared_text,
    formula_text,
    inline_text,
    boolean,
    error,
    date
};

/// A `c` element as it stands; `column` is 0-based, `style` -1 when it names none.
struct StoredCell {
    int column = 0;
    int style = -1;
    StoredAs as = StoredAs::number;
    bool has_formula = false;
    bool has_value = false;  ///< `v` or `is` stands in it, be it empty
    std::string value{};     ///< of `v`
    std::string formula{};   ///< of `f`
    std::string text{};      ///< of `is`
};

/// Turns stored cells into cells of rows.
class OoxmlCells {
public:
    OoxmlCells(const OoxmlPackage& package, const SharedStrings& strings)
        : package_(package), strings_(strings) {}

    /// Adds the cell's value to row `row` of `batch`; nothing when it has none.
    /// @throws UnreadableFile: it names a text or a style that is not there.
    void add(StoredCell& cell, int row, RowBatch& batch);

private:
    void add_number(const StoredCell& cell, int row, RowBatch& batch);
    void add_shared(const StoredCell& cell, int row, RowBatch& batch) const;
    [[nodiscard]] Shown shown(const StoredCell& cell, int row) const;

    const OoxmlPackage& package_;
    const SharedStrings& strings_;
    std::string plain_;
};

/// `s`, `str`, …; "" is a number. @throws UnreadableFile naming the cell: no such type.
[[nodiscard]] StoredAs stored_as(std::string_view type, int column, int row);

}  // namespace quittance::workbook
