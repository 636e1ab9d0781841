#pragma once

#include "readers/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::workbook {

/// Rows that were parsed and not yet given: only cells with values, their texts one after the
/// other. What is parsed at a time is small, so this is too, however wide the rows are.
class RowBatch {
public:
    /// A row of the sheet, 1-based; cells are added until `end_row`, in any order of columns.
    void begin_row(int row, bool hidden);
    /// A cell's text, which is copied. `column` is 0-based; `columns` neighbours have the same.
    void add(int column, Cell::Kind kind, std::string_view text, int columns = 1);
    /// A cell's text that lives as long as the reader.
    void add_kept(int column, Cell::Kind kind, std::string_view text);
    /// The row stands `repeated` times; without cells it stands not at all.
    void end_row(int repeated = 1);

    /// The next whole row, its texts valid until `recycle` or the next row; false: none is left.
    /// @throws UnreadableFile: a column twice, or more cells than any file of services has.
    bool take(Record& record);
    /// Forgets the rows taken; one that has not ended yet is kept.
    void recycle();

private:
    struct Value {
        const char* kept = nullptr;  ///< nullptr: `texts_` at `offset`
        std::size_t offset = 0;
        std::uint32_t length = 0;
        std::int16_t column = 0;
        std::int16_t columns = 1;
        Cell::Kind kind = Cell::Kind::text;
    };
    struct Row {
        int number = 0;
        int repeated = 1;
        std::size_t first = 0;  ///< in `values_`
        std::size_t count = 0;
        std::size_t text_begin = 0;
        bool hidden = false;
    };
    void place(const Value& value, const Row& row, Record& record) const;

    std::vector<Value> values_;
    std::vector<Row> rows_;  ///< whole ones
    Row open_;
    std::string texts_;
    std::size_t taken_ = 0;
    int times_given_ = 0;  ///< of the row at `taken_`
    std::uint64_t cells_given_ = 0, text_given_ = 0;
};

}  // namespace quittance::workbook
