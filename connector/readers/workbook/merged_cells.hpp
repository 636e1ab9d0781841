#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace quittance::workbook {

/// Values that stand below merged cells, where nobody sees them: not read, and said so.
struct CoveredValues {
    void add(int column, int row);

    int count = 0;
    int first_column = 0, first_row = 0;
};

/// The merged cells of an OOXML sheet, asked about row by row from its top.
class MergedCells {
public:
    /// `B2:C4`. @throws UnreadableFile: no range of a sheet, or more of them than any sheet has.
    void add(std::string_view reference);
    [[nodiscard]] bool empty() const { return ranges_.empty(); }

    /// After the last `add`, before the first row.
    void begin();
    /// To row `row`, 1-based, which is below the one before.
    void move_to(int row);
    /// Whether a cell of this row is covered: merged, and not the first of its range.
    [[nodiscard]] bool cover(int column) const {
        return !columns_.empty() && columns_[static_cast<std::size_t>(column)].from <= row_ &&
               row_ <= columns_[static_cast<std::size_t>(column)].to;
    }

private:
    struct Range {
        int first_row = 0, last_row = 0, first_column = 0, last_column = 0;
    };
    struct Rows {
        int from = 1, to = 0;
    };
    std::vector<Range> ranges_;  ///< by their first rows, after `begin`
    std::vector<Rows> columns_;  ///< covered now; none when nothing is merged
    std::size_t next_ = 0;
    std::size_t cells_wide_ = 0;
    int row_ = 0;
};

}  // namespace quittance::workbook
