#include "readers/workbook/sheet_rows.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"

namespace quittance::workbook {

bool SheetRows::next(Record& record) {
    const bool found = read(record);
    if (!found && rows_ == 0) {
        empty("The sheet \"" + name_ + "\" holds no values");
    }
    return found;
}

bool SheetRows::read(Record& record) {
    while (!batch_.take(record)) {
        if (ended_) {
            return false;
        }
        batch_.recycle();
        ended_ = !advance();
    }
    ++rows_;
    if (record.hidden && ++hidden_rows_ == 1) {
        first_hidden_ = record.row;
    }
    return true;
}

std::vector<Issue> SheetRows::warnings() const {
    std::vector<Issue> warnings;
    if (hidden_rows_ > 0) {
        warnings.push_back(
            {"rows_hidden",
             "Hidden rows of the sheet \"" + name_ +
                 "\" were read like the others: " + std::to_string(hidden_rows_) +
                 ", the first is row " + std::to_string(first_hidden_) +
                 ". If they should not be billed, delete them and send the file again.",
             first_hidden_, ""});
    }
    if (const CoveredValues values = covered(); values.count > 0) {
        warnings.push_back({"values_covered",
                            "Values below merged cells of the sheet \"" + name_ +
                                "\" were left out: " + std::to_string(values.count) +
                                ", the first in " +
                                cell_name(values.first_column, values.first_row) +
                                ". If they count, undo the merging and send the file again.",
                            values.first_row, ""});
    }
    return warnings;
}

}  // namespace quittance::workbook
