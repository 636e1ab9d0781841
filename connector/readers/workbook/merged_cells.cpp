#include "readers/workbook/merged_cells.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <algorithm>
#include <charconv>

namespace quittance::workbook {
namespace {

struct Place {
    int column = 0, row = 0;
};

Place place_of(std::string_view cell) {
    Place place{column_of(cell), 0};
    const std::size_t digits = std::min(cell.find_first_of("0123456789"), cell.size());
    const char* const end = cell.data() + cell.size();
    const auto [stop, error] = std::from_chars(cell.data() + digits, end, place.row);
    const bool whole = error == std::errc{} && stop == end;
    if (!whole || place.column < 0 || place.row < 1 || place.row > rows_max) {
        broken("\"" + std::string(cell.substr(0, 20)) + "\" is no cell that could be merged");
    }
    return place;
}

}  // namespace

void CoveredValues::add(int column, int row) {
    if (++count == 1) {
        first_column = column;
        first_row = row;
    }
}

void MergedCells::add(std::string_view reference) {
    const std::size_t colon = std::min(reference.find(':'), reference.size());
    const Place first = place_of(reference.substr(0, colon));
    const Place last = colon == reference.size() ? first : place_of(reference.substr(colon + 1));
    if (last.column < first.column || last.row < first.row) {
        broken("\"" + std::string(reference.substr(0, 40)) + "\" is no range of cells");
    }
    cells_wide_ += static_cast<std::size_t>(last.column - first.column) + 1;
    if (cells_wide_ > merged_wide_max) {
        too_large("it has more than a million merged cells");
    }
    ranges_.push_back({first.row, last.row, first.column, last.column});
}

void MergedCells::begin() {
    std::sort(ranges_.begin(), ranges_.end(),
              [](const Range& a, const Range& b) { return a.first_row < b.first_row; });
    columns_.assign(ranges_.empty() ? 0 : columns_max, {});
    next_ = 0;
    row_ = 0;
}

void MergedCells::move_to(int row) {
    row_ = row;
    for (; next_ < ranges_.size() && ranges_[next_].first_row <= row; ++next_) {
        const Range& range = ranges_[next_];
        for (int column = range.first_column; column <= range.last_column; ++column) {
            const int from = range.first_row + (column == range.first_column ? 1 : 0);
            columns_[static_cast<std::size_t>(column)] = {from, range.last_row};
        }
    }
}

}  // namespace quittance::workbook
