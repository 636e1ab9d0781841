#pragma once

#include "readers/workbook/ods_paragraphs.hpp"
#include "readers/workbook/row_batch.hpp"

#include <string>
#include <string_view>

namespace quittance::workbook {

/// A count of repetitions: at least 1, at most `most`; 1 when absent. @throws UnreadableFile.
[[nodiscard]] int ods_count(std::string_view written, int most);

/// A `table:table-cell` as it stands.
struct OdsCell {
    /// Takes the element's attributes; the paragraphs follow.
    void begin(const char** attributes);
    /// Whether it has a value; one without is a gap.
    [[nodiscard]] bool has_value() const;
    /// Adds its value `columns` times.
    void add(int column, RowBatch& batch);

    int columns = 1;
    OdsParagraphs paragraphs;

private:
    void add_number(int column, RowBatch& batch);
    void add_moment(int column, RowBatch& batch) const;

    std::string type_, value_, formula_, plain_;
    bool error_ = false;
    bool has_string_value_ = false;
};

}  // namespace quittance::workbook
