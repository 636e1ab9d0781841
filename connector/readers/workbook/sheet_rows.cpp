#include "readers/workbook/sheet_rows.hpp"

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
    if (hidden_rows_ == 0) {
        return {};
    }
    const std::string count = std::to_string(hidden_rows_);
    return {{"rows_hidden",
             "Hidden rows of the sheet \"" + name_ + "\" were read like the others: " + count +
                 ", the first is row " + std::to_string(first_hidden_) +
                 ". If they should not be billed, delete them and send the file again.",
             first_hidden_, ""}};
}

}  // namespace quittance::workbook
