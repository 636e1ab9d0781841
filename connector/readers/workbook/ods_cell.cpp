#include "readers/workbook/ods_cell.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/moment_text.hpp"
#include "readers/workbook/plain_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace quittance::workbook {
namespace {

/// How errors are written by programs that do not mark them: the text of a formula's cell.
bool is_error_text(std::string_view text) {
    static constexpr std::array<std::string_view, 7> errors{"#DIV/0!", "#N/A",  "#NAME?", "#NULL!",
                                                            "#NUM!",   "#REF!", "#VALUE!"};
    return text.starts_with("Err:") ||
           std::find(errors.begin(), errors.end(), text) != errors.end();
}

/// `of:=[.A1]*2` without the name of its language.
std::string formula_text(std::string_view formula) {
    const std::size_t equals = formula.find('=');
    return std::string(equals == formula.npos ? formula : formula.substr(equals));
}

}  // namespace

int ods_count(std::string_view written, int most) {
    if (written.empty()) {
        return 1;
    }
    long long count = 0;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), count);
    if (error == std::errc::invalid_argument || end != written.data() + written.size() ||
        (error == std::errc{} && count < 1)) {
        broken("a cell or row is repeated \"" + std::string(written.substr(0, 20)) + "\" times");
    }
    return error == std::errc{} && count < most ? static_cast<int>(count) : most;
}

void OdsCell::begin(const char** attributes) {
    columns = 1;
    paragraphs.clear();
    type_.clear();
    value_.clear();
    formula_.clear();
    error_ = has_string_value_ = false;
    for (; *attributes != nullptr; attributes += 2) {
        const std::string_view name = attributes[0];
        const std::string_view value = attributes[1];
        if (name == "office:value-type") {
            type_ = value;
        } else if (name == "calcext:value-type") {
            error_ = value == "error";
        } else if (name == "table:number-columns-repeated") {
            columns = ods_count(value, columns_max + 1);
        } else if (name == "table:formula") {
            formula_ = value;
        } else if (name == "office:string-value") {
            has_string_value_ = true;
            value_ = value;
        } else if (name == "office:value" || name == "office:date-value" ||
                   name == "office:time-value" || name == "office:boolean-value") {
            value_ = value;
        }
    }
    if (value_.size() > text_max || formula_.size() > text_max) {
        too_large("one of its cells holds more than 128 KiB");
    }
}

bool OdsCell::has_value() const {
    return !value_.empty() || !paragraphs.text().empty() ||
           (!formula_.empty() && type_ != "string");
}

void OdsCell::add(int column, RowBatch& batch) {
    const std::string& shown = paragraphs.text();
    if (error_ || (!formula_.empty() && is_error_text(shown))) {
        batch.add(column, Cell::Kind::error, shown, columns);
    } else if (type_ == "float" || type_ == "currency" || type_ == "percentage") {
        add_number(column, batch);
    } else if (type_ == "date" || type_ == "time") {
        add_moment(column, batch);
    } else if (type_ == "boolean") {
        const bool known = value_ == "true" || value_ == "false";
        batch.add(column, known ? Cell::Kind::boolean : Cell::Kind::error,
                  value_ == "true"    ? "TRUE"
                  : value_ == "false" ? "FALSE"
                                      : value_,
                  columns);
    } else if (type_.empty() && shown.empty()) {
        batch.add(column, Cell::Kind::no_value, formula_text(formula_), columns);
    } else {
        batch.add(column, Cell::Kind::text, has_string_value_ ? value_ : shown, columns);
    }
}

void OdsCell::add_number(int column, RowBatch& batch) {
    if (plain_number(value_, plain_)) {
        batch.add(column, Cell::Kind::number, plain_, columns);
    } else if (value_.empty() && !formula_.empty()) {
        batch.add(column, Cell::Kind::no_value, formula_text(formula_), columns);
    } else {
        batch.add(column, Cell::Kind::error, value_.empty() ? paragraphs.text() : value_, columns);
    }
}

void OdsCell::add_moment(int column, RowBatch& batch) const {
    const Moment moment = type_ == "date" ? from_iso(value_) : from_iso_duration(value_);
    switch (moment.kind) {
        case MomentKind::date:
            batch.add(column, Cell::Kind::date, moment.text, columns);
            return;
        case MomentKind::time:
            batch.add(column, Cell::Kind::text, moment.text, columns);
            return;
        case MomentKind::none:
            batch.add(column, Cell::Kind::error, value_, columns);
            return;
    }
}

}  // namespace quittance::workbook
