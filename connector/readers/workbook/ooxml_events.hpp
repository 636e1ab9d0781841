#pragma once

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/merged_cells.hpp"
#include "readers/workbook/ooxml_cell.hpp"
#include "readers/workbook/row_batch.hpp"

#include <string>
#include <string_view>

namespace quittance::workbook {

enum class OoxmlAt : unsigned char {
    elsewhere,
    document,
    sheet,
    data,
    row,
    cell,
    value,
    formula,
    inline_string,
    run,
    text,
    merged
};

/// Reads the part of an OOXML sheet: its rows into a batch, and its merged cells.
class OoxmlEvents : public ElementStack<OoxmlAt> {
public:
    /// Values that `merged` covers are left out; it is empty when it is not known yet.
    OoxmlEvents(OoxmlCells cells, MergedCells merged, RowBatch& batch);

    /// Whether the part held a list of rows at all.
    [[nodiscard]] bool saw_data() const { return saw_data_; }
    /// The merged cells that the part names.
    [[nodiscard]] const MergedCells& found() const { return found_; }
    [[nodiscard]] const CoveredValues& covered() const { return covered_; }

private:
    OoxmlAt enter(OoxmlAt parent, const char* name, const char** attributes) override;
    void leave(OoxmlAt state) override;
    void characters(OoxmlAt state, std::string_view text) override;

    OoxmlAt within_sheet(std::string_view local);
    OoxmlAt within_cell(std::string_view local);
    OoxmlAt begin_row(const char** attributes);
    OoxmlAt begin_cell(const char** attributes);
    void end_cell();
    void append(std::string& into, std::string_view text) const;

    OoxmlCells cells_;
    MergedCells merged_, found_;
    RowBatch& batch_;
    StoredCell cell_;
    CoveredValues covered_;
    int row_ = 0;
    int column_ = -1;
    bool saw_data_ = false;
};

}  // namespace quittance::workbook
