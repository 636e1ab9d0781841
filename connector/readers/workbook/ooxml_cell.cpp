#include "readers/workbook/ooxml_cell.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/plain_number.hpp"

#include <charconv>

namespace quittance::workbook {
namespace {

void add_moment(const StoredCell& cell, const Moment& moment, RowBatch& batch) {
    switch (moment.kind) {
        case MomentKind::date:
            batch.add(cell.column, Cell::Kind::date, moment.text);
            return;
        case MomentKind::time:
            batch.add(cell.column, Cell::Kind::text, moment.text);
            return;
        case MomentKind::none:
            batch.add(cell.column, Cell::Kind::error, cell.value);
            return;
    }
}

void add_text(const StoredCell& cell, std::string& text, RowBatch& batch) {
    unescape_from(text, 0);
    if (!text.empty()) {
        batch.add(cell.column, Cell::Kind::text, text);
    }
}

void add_boolean(const StoredCell& cell, RowBatch& batch) {
    const bool yes = cell.value == "1" || cell.value == "true";
    const bool no = cell.value == "0" || cell.value == "false";
    batch.add(cell.column, yes || no ? Cell::Kind::boolean : Cell::Kind::error,
              yes  ? "TRUE"
              : no ? "FALSE"
                   : cell.value);
}

}  // namespace

StoredAs stored_as(std::string_view type, int column, int row) {
    if (type == "s") {
        return StoredAs::shared_text;
    }
    if (type.empty() || type == "n") {
        return StoredAs::number;
    }
    if (type == "str") {
        return StoredAs::formula_text;
    }
    if (type == "inlineStr") {
        return StoredAs::inline_text;
    }
    if (type == "b") {
        return StoredAs::boolean;
    }
    if (type == "e") {
        return StoredAs::error;
    }
    if (type == "d") {
        return StoredAs::date;
    }
    broken("the cell " + cell_name(column, row) + " has the unknown type \"" +
           std::string(type.substr(0, 20)) + "\"");
}

void OoxmlCells::add(StoredCell& cell, int row, RowBatch& batch) {
    if (cell.as == StoredAs::inline_text && !cell.text.empty()) {
        add_text(cell, cell.text, batch);
        return;
    }
    // A formula that gives an empty text has a value: an empty one.
    const bool empty_text =
        cell.has_value && (cell.as == StoredAs::formula_text || cell.as == StoredAs::inline_text);
    if (cell.value.empty()) {
        if (cell.has_formula && !empty_text) {
            batch.add(cell.column, Cell::Kind::no_value, "=" + cell.formula);
        }
        return;
    }
    switch (cell.as) {
        case StoredAs::number:
            add_number(cell, row, batch);
            return;
        case StoredAs::shared_text:
            add_shared(cell, row, batch);
            return;
        case StoredAs::formula_text:
        case StoredAs::inline_text:
            add_text(cell, cell.value, batch);
            return;
        case StoredAs::boolean:
            add_boolean(cell, batch);
            return;
        case StoredAs::error:
            batch.add(cell.column, Cell::Kind::error, cell.value);
            return;
        case StoredAs::date:
            add_moment(cell, from_iso(cell.value), batch);
            return;
    }
}

Shown OoxmlCells::shown(const StoredCell& cell, int row) const {
    if (cell.style < 0 || !package_.has_styles) {
        return Shown::number;
    }
    const auto style = static_cast<std::size_t>(cell.style);
    if (style < package_.shown.size()) {
        return package_.shown[style];
    }
    if (style == 0) {
        return Shown::number;
    }
    broken("the cell " + cell_name(cell.column, row) + " has a style that is missing");
}

void OoxmlCells::add_number(const StoredCell& cell, int row, RowBatch& batch) {
    if (!plain_number(cell.value, plain_)) {
        batch.add(cell.column, Cell::Kind::error, cell.value);
        return;
    }
    switch (shown(cell, row)) {
        case Shown::number:
            batch.add(cell.column, Cell::Kind::number, plain_);
            return;
        case Shown::moment:
            add_moment(cell, from_serial(plain_, package_.epoch), batch);
            return;
        case Shown::duration:
            add_moment(cell, from_duration(plain_), batch);
            return;
    }
}

void OoxmlCells::add_shared(const StoredCell& cell, int row, RowBatch& batch) const {
    std::size_t index = 0;
    const char* const end = cell.value.data() + cell.value.size();
    const auto [stop, error] = std::from_chars(cell.value.data(), end, index);
    if (error != std::errc{} || stop != end || index >= strings_.size()) {
        broken("the cell " + cell_name(cell.column, row) + " names a text that is missing");
    }
    const std::string_view text = strings_.at(index);
    if (!text.empty()) {
        batch.add_kept(cell.column, Cell::Kind::text, text);
    }
}

}  // namespace quittance::workbook
