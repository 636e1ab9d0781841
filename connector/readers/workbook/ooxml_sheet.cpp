#include "readers/workbook/ooxml_sheet.hpp"

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/ooxml_cell.hpp"
#include "readers/workbook/sheet_rows.hpp"
#include "readers/workbook/xml_scanner.hpp"

#include <charconv>

namespace quittance::workbook {
namespace {

enum class At : unsigned char {
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
    text
};

/// The 0-based column of `AB12`, -1 when it has none.
int column_of(std::string_view reference) {
    int column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') {
            break;
        }
        column = column * 26 + (c - 'A' + 1);
        if (column > columns_max) {
            too_large("it has a cell beyond the last column XFD (" +
                      std::string(reference.substr(0, 20)) + ")");
        }
    }
    return column - 1;
}

class CellEvents : public ElementStack<At> {
public:
    CellEvents(OoxmlCells cells, RowBatch& batch)
        : ElementStack(At::document), cells_(std::move(cells)), batch_(batch) {}

    /// Whether the part held a list of rows at all.
    bool saw_data() const { return saw_data_; }

private:
    At enter(At parent, const char* name, const char** attributes) override {
        const std::string_view local = local_name(name);
        switch (parent) {
            case At::row:
                return local == "c" ? begin_cell(attributes) : At::elsewhere;
            case At::cell:
                return within_cell(local);
            case At::data:
                return local == "row" ? begin_row(attributes) : At::elsewhere;
            case At::inline_string:
                return local == "t" ? At::text : local == "r" ? At::run : At::elsewhere;
            case At::run:
                return local == "t" ? At::text : At::elsewhere;
            case At::document:
                return local == "worksheet" ? At::sheet : At::elsewhere;
            case At::sheet:
                saw_data_ = saw_data_ || local == "sheetData";
                return local == "sheetData" ? At::data : At::elsewhere;
            case At::value:
            case At::formula:
            case At::text:
            case At::elsewhere:
                return At::elsewhere;
        }
        return At::elsewhere;
    }

    At within_cell(std::string_view local) {
        if (local == "v") {
            cell_.has_value = true;
            return At::value;
        }
        if (local == "f") {
            cell_.has_formula = true;
            return At::formula;
        }
        if (local == "is") {
            cell_.has_value = true;
            return At::inline_string;
        }
        return At::elsewhere;
    }

    At begin_row(const char** attributes) {
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
        batch_.begin_row(row, hidden == "1" || hidden == "true");
        return At::row;
    }

    At begin_cell(const char** attributes) {
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
        return At::cell;
    }

    void characters(At state, std::string_view text) override {
        if (state == At::value) {
            append(cell_.value, text);
        } else if (state == At::formula) {
            append(cell_.formula, text);
        } else if (state == At::text) {
            append(cell_.text, text);
        }
    }

    void append(std::string& into, std::string_view text) const {
        into.append(text);
        if (into.size() > text_max) {
            too_large("the cell " + cell_name(column_, row_) + " holds more than 128 KiB");
        }
    }

    void leave(At state) override {
        if (state == At::cell) {
            cells_.add(cell_, row_, batch_);
        } else if (state == At::row) {
            batch_.end_row();
        }
    }

    OoxmlCells cells_;
    RowBatch& batch_;
    StoredCell cell_;
    int row_ = 0;
    int column_ = -1;
    bool saw_data_ = false;
};

class OoxmlRows : public SheetRows {
public:
    OoxmlRows(std::shared_ptr<Archive> archive, std::shared_ptr<const OoxmlPackage> package,
              std::shared_ptr<const SharedStrings> strings, const OoxmlSheet& sheet)
        : SheetRows(sheet.name),
          archive_(std::move(archive)),
          package_(std::move(package)),
          strings_(std::move(strings)),
          events_(OoxmlCells(*package_, *strings_), batch_),
          parser_(open_xml(*archive_, sheet.part, events_)) {}

private:
    bool advance() override {
        const bool more = parser_->advance();
        if (!more && !events_.saw_data()) {
            broken("its sheet \"" + name() + "\" has no rows");
        }
        return more;
    }

    std::shared_ptr<Archive> archive_;
    std::shared_ptr<const OoxmlPackage> package_;
    std::shared_ptr<const SharedStrings> strings_;
    CellEvents events_;
    std::unique_ptr<XmlSource> parser_;
};

}  // namespace

std::unique_ptr<SheetRows> open_ooxml_sheet(std::shared_ptr<Archive> archive,
                                            std::shared_ptr<const OoxmlPackage> package,
                                            std::shared_ptr<const SharedStrings> strings,
                                            std::size_t sheet) {
    const OoxmlSheet& chosen = package->sheets.at(sheet);
    return std::make_unique<OoxmlRows>(std::move(archive), package, std::move(strings), chosen);
}

}  // namespace quittance::workbook
