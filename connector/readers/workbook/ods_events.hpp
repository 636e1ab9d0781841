#pragma once

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/merged_cells.hpp"
#include "readers/workbook/ods_cell.hpp"
#include "readers/workbook/row_batch.hpp"

#include <set>
#include <string>
#include <vector>

namespace quittance::workbook {

/// A sheet of an OpenDocument workbook, as far as it was read.
struct OdsTable {
    std::string name;
    bool hidden = false;
    int rows = 0;  ///< with values
};

enum class OdsAt : unsigned char {
    elsewhere,
    document,
    content,
    styles,
    style,
    body,
    spreadsheet,
    table,
    rows,
    hidden_rows,
    row,
    cell,
    paragraph
};

/// Reads content.xml: all sheets' names, and the rows of one sheet, or of all, into a batch.
class OdsEvents : public ElementStack<OdsAt> {
public:
    /// All sheets instead of one: their rows up to the first with values, or all of them.
    static constexpr std::size_t first_rows = static_cast<std::size_t>(-2);
    static constexpr std::size_t all_rows = static_cast<std::size_t>(-1);

    OdsEvents(std::size_t wanted, RowBatch& batch);

    [[nodiscard]] const std::vector<OdsTable>& tables() const { return tables_; }
    [[nodiscard]] const CoveredValues& covered() const { return covered_; }
    /// Whether it was a spreadsheet.
    [[nodiscard]] bool saw_spreadsheet() const { return saw_spreadsheet_; }

private:
    OdsAt enter(OdsAt parent, const char* name, const char** attributes) override;
    void leave(OdsAt state) override;
    void characters(OdsAt state, std::string_view text) override;

    OdsAt within_table(std::string_view name, const char** attributes);
    OdsAt within_row(std::string_view name, const char** attributes);
    OdsAt within_paragraph(std::string_view name, const char** attributes);
    OdsAt begin_table(const char** attributes);
    OdsAt begin_style(const char** attributes);
    OdsAt begin_row(const char** attributes);
    void end_cell();
    void end_row();
    void check_length() const;

    std::size_t wanted_;
    RowBatch& batch_;
    std::vector<OdsTable> tables_;
    std::set<std::string, std::less<>> hidden_styles_;
    std::string style_;  ///< of tables, being read
    OdsCell cell_;
    CoveredValues covered_;
    int row_ = 0, rows_repeated_ = 1;
    int column_ = 0;
    int hidden_groups_ = 0;
    bool row_has_values_ = false;
    bool saw_spreadsheet_ = false;
};

}  // namespace quittance::workbook
