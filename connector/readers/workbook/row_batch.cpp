#include "readers/workbook/row_batch.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <algorithm>

namespace quittance::workbook {

void RowBatch::begin_row(int row, bool hidden) {
    open_ = {row, 1, values_.size(), 0, texts_.size(), hidden};
}

void RowBatch::add(int column, Cell::Kind kind, std::string_view text, int columns) {
    values_.push_back({nullptr, texts_.size(), static_cast<std::uint32_t>(text.size()),
                       static_cast<std::int16_t>(column), static_cast<std::int16_t>(columns),
                       kind});
    texts_.append(text);
    if (texts_.size() - open_.text_begin > row_text_max) {
        too_large("row " + std::to_string(open_.number) + " holds more than 8 MiB of text");
    }
}

void RowBatch::add_kept(int column, Cell::Kind kind, std::string_view text) {
    values_.push_back({text.data(), 0, static_cast<std::uint32_t>(text.size()),
                       static_cast<std::int16_t>(column), 1, kind});
}

void RowBatch::end_row(int repeated) {
    open_.count = values_.size() - open_.first;
    open_.repeated = repeated;
    if (open_.count > 0) {
        rows_.push_back(open_);
    }
    open_.first = values_.size();
    open_.text_begin = texts_.size();
}

void RowBatch::place(const Value& value, const Row& row, Record& record) const {
    const auto first = static_cast<std::size_t>(value.column);
    const std::size_t end = first + static_cast<std::size_t>(value.columns);
    const std::string_view text{value.kept != nullptr ? value.kept : texts_.data() + value.offset,
                                value.length};
    // The usual row has its cells one after the other.
    if (first == record.cells.size()) {
        record.cells.resize(end, Cell{value.kind, text});
        return;
    }
    if (record.cells.size() < end) {
        record.cells.resize(end, Cell{Cell::Kind::text, {nullptr, 0}});
    }
    for (std::size_t column = first; column < end; ++column) {
        if (record.cells[column].text.data() != nullptr) {
            broken("the cell " + cell_name(static_cast<int>(column), row.number) +
                   " stands twice in its sheet");
        }
        record.cells[column] = {value.kind, text};
    }
}

bool RowBatch::take(Record& record) {
    if (taken_ == rows_.size()) {
        return false;
    }
    const Row& row = rows_[taken_];
    record.row = row.number + times_given_;
    record.open_end = true;
    record.hidden = row.hidden;
    record.cells.clear();
    for (std::size_t at = row.first; at < row.first + row.count; ++at) {
        place(values_[at], row, record);
        text_given_ += values_[at].length * static_cast<std::uint64_t>(values_[at].columns);
    }
    cells_given_ += record.cells.size();
    if (cells_given_ > cells_given_max || text_given_ > text_given_max) {
        too_large("its sheet unfolds to more than 100 million cells or 2 GiB of text");
    }
    if (++times_given_ == row.repeated) {
        times_given_ = 0;
        ++taken_;
    }
    return true;
}

void RowBatch::recycle() {
    const std::size_t text_begin = open_.text_begin;
    values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(open_.first));
    texts_.erase(0, text_begin);
    for (Value& value : values_) {
        value.offset -= value.kept != nullptr ? 0 : text_begin;
    }
    rows_.clear();
    taken_ = 0;
    open_.first = 0;
    open_.text_begin = 0;
}

}  // namespace quittance::workbook
