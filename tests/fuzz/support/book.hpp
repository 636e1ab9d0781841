#pragma once

#include "domain/file_facts.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/workbook.hpp"
#include "support/held.hpp"
#include "support/memory_file.hpp"
#include "support/promises.hpp"

#include <string>

namespace quittance::fuzz {

/// Reads a workbook's sheets and rows; what comes out is as promised, or the file is refused.
inline void check_book(const std::string& bytes, const std::string& sheet) {
    const MemoryFile file(bytes);
    RecordPromises promises;
    int rows = 0;
    try {
        const auto records = open_workbook(file.path(), sheet);
        for (Record record; records->next(record); ++rows) {
            promises.check(record);
            held(record.row >= 1 && record.row <= workbook::rows_max, "a row is of a sheet");
            held(record.cells.size() <= workbook::columns_max, "a column is of a sheet");
            for (const Cell& cell : record.cells) {
                held(cell.text.size() <= workbook::text_max, "a cell's text is bounded");
            }
        }
        held(rows > 0, "a workbook that is not empty has rows");
        static_cast<void>(records->warnings());
        bool counted = false;
        for (const auto& info : sheets_of(file.path())) {
            held(is_utf8(info.name), "a sheet's name is UTF-8");
            counted = counted || info.rows > 0;
        }
        held(counted, "rows that are read are counted too");
    } catch (const UnreadableFile& error) {
        held(!error.issue().code.empty() && is_utf8(error.issue().message),
             "a refusal says what is wrong");
    }
}

}  // namespace quittance::fuzz
