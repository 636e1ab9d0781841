#include "readers/workbook/ooxml_events.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <charconv>

namespace quittance::workbook {

OoxmlEvents::OoxmlEvents(OoxmlCells cells, MergedCells merged, RowBatch& batch)
    : ElementStack(OoxmlAt::document),
      cells_(std::move(cells)),
      merged_(std::move(merged)),
      batch_(batch) {
    merged_.begin();
}

OoxmlAt OoxmlEvents::enter(OoxmlAt parent, const char* name, const char** attributes) {
    const std::string_view local = local_name(name);
    switch (parent) {
        case OoxmlAt::row:
            return local == "c" ? begin_cell(attributes) : OoxmlAt::elsewhere;
        case OoxmlAt::cell:
            return within_cell(local);
        case OoxmlAt::data:
            return local == "row" ? begin_row(attributes) : OoxmlAt::elsewhere;
        case OoxmlAt::inline_string:
            return local == "t" ? OoxmlAt::text : local == "r" ? OoxmlAt::run : OoxmlAt::elsewhere;
        case OoxmlAt::run:
            return local == "t" ? OoxmlAt::text : OoxmlAt::elsewhere;
        case OoxmlAt::document:
            return local == "worksheet" ? OoxmlAt::sheet : OoxmlAt::elsewhere;
        case OoxmlAt::sheet:
            return within_sheet(local);
        case OoxmlAt::merged:
            if (local == "mergeCell") {
                found_.add(attribute(attributes, "ref"));
            }
            return OoxmlAt::elsewhere;
        case OoxmlAt::value:
        case OoxmlAt::formula:
        case OoxmlAt::text:
        case OoxmlAt::elsewhere:
            return OoxmlAt::elsewhere;
    }
    return OoxmlAt::elsewhere;
}

OoxmlAt OoxmlEvents::within_sheet(std::string_view local) {
    if (local == "sheetData") {
        saw_data_ = true;
        return OoxmlAt::data;
    }
    return local == "mergeCells" ? OoxmlAt::merged : OoxmlAt::elsewhere;
}

OoxmlAt OoxmlEvents::within_cell(std::string_view local) {
    if (local == "v") {
        cell_.has_value = true;
        return OoxmlAt::value;
    }
    if (local == "f") {
        cell_.has_formula = true;
        return OoxmlAt::formula;
    }
    if (local == "is") {
        cell_.has_value = true;
        return OoxmlAt::inline_string;
    }
    return OoxmlAt::elsewhere;
}

OoxmlAt OoxmlEvents::begin_row(const char** attributes) {
    const std::string_view number = attribute(attributes, "r");
    const std::string_view hidden = attribute(attributes, "hidden");
    int row = row_ + 1;
    if (!number.empty()) {
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), row);
        if (error != std::errc{} || end != number.data() + number.size() || row <= row_) {
            broken("row \"" + std::string(number.substr(0, 20)) + "\" stands after row " +
                   std::to_string(row_));
        }
    }
    if (row > rows_max) {
        too_large("it has rows beyond the last one of a sheet, 1,048,576");
    }
    row_ = row;
    column_ = -1;
    merged_.move_to(row);
    batch_.begin_row(row, hidden == "1" || hidden == "true");
    return OoxmlAt::row;
}

OoxmlAt OoxmlEvents::begin_cell(const char** attributes) {
    int column = column_ + 1;
    std::string_view type;
    cell_.style = -1;
    for (; *attributes != nullptr; attributes += 2) {
        const char* const name = attributes[0];
        if (name[0] == '\0' || name[1] != '\0') {
            continue;
        }
        const std::string_view value = attributes[1];
        if (name[0] == 'r') {
            column = column_of(value);
        } else if (name[0] == 's') {
            std::from_chars(value.data(), value.data() + value.size(), cell_.style);
        } else if (name[0] == 't') {
            type = value;
        }
    }
    if (column < 0 || column >= columns_max) {
        broken("a cell of row " + std::to_string(row_) + " stands in no column");
    }
    column_ = column;
    cell_.column = column;
    cell_.as = stored_as(type, column, row_);
    cell_.has_formula = cell_.has_value = false;
    cell_.value.clear();
    cell_.formula.clear();
    cell_.text.clear();
    return OoxmlAt::cell;
}

void OoxmlEvents::characters(OoxmlAt state, std::string_view text) {
    if (state == OoxmlAt::value) {
        append(cell_.value, text);
    } else if (state == OoxmlAt::formula) {
        append(cell_.formula, text);
    } else if (state == OoxmlAt::text) {
        append(cell_.text, text);
    }
}

void OoxmlEvents::append(std::string& into, std::string_view text) const {
    into.append(text);
    if (into.size() > text_max) {
        too_large("the cell " + cell_name(column_, row_) + " holds more than 128 KiB");
    }
}

void OoxmlEvents::leave(OoxmlAt state) {
    if (state == OoxmlAt::cell) {
        end_cell();
    } else if (state == OoxmlAt::row) {
        batch_.end_row();
    }
}

void OoxmlEvents::end_cell() {
    if (!merged_.cover(column_)) {
        cells_.add(cell_, row_, batch_);
    } else if (cell_.has_formula || !cell_.value.empty() || !cell_.text.empty()) {
        covered_.add(column_, row_);
    }
}

}  // namespace quittance::workbook
