#pragma once

#include "readers/workbook/ods_paragraphs.hpp"
#include "readers/workbook/row_batch.hpp"

#include <string>
#include <string_view>

namespace quittance::workbook {

/// A name as the parser gives it, `URI|local`, by its parts.
struct OdsName {
    explicit OdsName(std::string_view name);
    /// Whether it is `local` in the namespace that OpenDocument calls `space` (`table`, `office`).
    [[nodiscard]] bool is(std::string_view in, std::string_view named) const;

    std::string_view space, local;
};

/// The attribute `space:local` of an element; "" when absent.
[[nodiscard]] std::string_view ods_attribute(const char** attributes, std::string_view space,
                                             std::string_view local);
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
