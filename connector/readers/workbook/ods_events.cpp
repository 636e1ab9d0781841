#include "readers/workbook/ods_events.hpp"

#include "readers/workbook/cell_name.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

namespace quittance::workbook {

OdsEvents::OdsEvents(std::size_t wanted, RowBatch& batch)
    : ElementStack(OdsAt::document), wanted_(wanted), batch_(batch) {}

OdsAt OdsEvents::enter(OdsAt parent, const char* written, const char** attributes) {
    const std::string_view name = written;
    switch (parent) {
        case OdsAt::document:
            return name == "office:document-content" ? OdsAt::content : OdsAt::elsewhere;
        case OdsAt::content:
            return name == "office:automatic-styles" ? OdsAt::styles
                   : name == "office:body"           ? OdsAt::body
                                                     : OdsAt::elsewhere;
        case OdsAt::styles:
            return name == "style:style" ? begin_style(attributes) : OdsAt::elsewhere;
        case OdsAt::style:
            if (name == "style:table-properties" &&
                attribute(attributes, "table:display") == "false") {
                hidden_styles_.insert(style_);
            }
            return OdsAt::elsewhere;
        case OdsAt::body:
            saw_spreadsheet_ = saw_spreadsheet_ || name == "office:spreadsheet";
            return saw_spreadsheet_ ? OdsAt::spreadsheet : OdsAt::elsewhere;
        case OdsAt::spreadsheet:
            return name == "table:table" ? begin_table(attributes) : OdsAt::elsewhere;
        case OdsAt::table:
        case OdsAt::rows:
        case OdsAt::hidden_rows:
            return within_table(name, attributes);
        case OdsAt::row:
            return within_row(name, attributes);
        case OdsAt::cell:
            if (name == "text:p") {
                cell_.paragraphs.begin_paragraph();
                return OdsAt::paragraph;
            }
            return OdsAt::elsewhere;
        case OdsAt::paragraph:
            return within_paragraph(name, attributes);
        case OdsAt::elsewhere:
            return OdsAt::elsewhere;
    }
    return OdsAt::elsewhere;
}

OdsAt OdsEvents::begin_style(const char** attributes) {
    if (attribute(attributes, "style:family") != "table") {
        return OdsAt::elsewhere;
    }
    style_ = attribute(attributes, "style:name");
    return OdsAt::style;
}

OdsAt OdsEvents::begin_table(const char** attributes) {
    if (tables_.size() == sheets_max) {
        too_large("it has more than 1,000 sheets");
    }
    tables_.push_back({std::string(attribute(attributes, "table:name")),
                       hidden_styles_.contains(attribute(attributes, "table:style-name")), 0});
    row_ = 0;
    return wanted_ >= first_rows || wanted_ + 1 == tables_.size() ? OdsAt::table : OdsAt::elsewhere;
}

OdsAt OdsEvents::within_table(std::string_view name, const char** attributes) {
    if (name == "table:table-row") {
        return begin_row(attributes);
    }
    if (name == "table:table-row-group") {
        if (attribute(attributes, "table:display") == "false") {
            ++hidden_groups_;
            return OdsAt::hidden_rows;
        }
        return OdsAt::rows;
    }
    return name == "table:table-header-rows" || name == "table:table-rows" ? OdsAt::rows
                                                                           : OdsAt::elsewhere;
}

OdsAt OdsEvents::begin_row(const char** attributes) {
    if (wanted_ == first_rows && tables_.back().rows > 0) {
        return OdsAt::elsewhere;
    }
    rows_repeated_ = ods_count(attribute(attributes, "table:number-rows-repeated"), rows_max + 1);
    const std::string_view visibility = attribute(attributes, "table:visibility");
    column_ = 0;
    row_has_values_ = false;
    batch_.begin_row(row_ + 1,
                     hidden_groups_ > 0 || visibility == "collapse" || visibility == "filter");
    return OdsAt::row;
}

OdsAt OdsEvents::within_row(std::string_view name, const char** attributes) {
    if (name == "table:table-cell") {
        cell_.begin(attributes);
        return OdsAt::cell;
    }
    // What a merged cell covers is not shown, so it is not read.
    if (name == "table:covered-table-cell") {
        column_ +=
            ods_count(attribute(attributes, "table:number-columns-repeated"), columns_max + 1);
        column_ = column_ > columns_max ? columns_max : column_;
        if (!attribute(attributes, "office:value-type").empty()) {
            covered_.add(column_ - 1, row_ + 1);
        }
    }
    return OdsAt::elsewhere;
}

OdsAt OdsEvents::within_paragraph(std::string_view name, const char** attributes) {
    if (name == "text:s") {
        cell_.paragraphs.exact(
            ' ', static_cast<std::size_t>(
                     ods_count(attribute(attributes, "text:c"), static_cast<int>(text_max))));
        check_length();
    } else if (name == "text:tab") {
        cell_.paragraphs.exact('\t');
    } else if (name == "text:line-break") {
        cell_.paragraphs.exact('\n');
    } else if (name.starts_with("text:") && name != "text:note" && name != "text:ruby-text") {
        return OdsAt::paragraph;  // a span, a link, a field: its text is the paragraph's
    }
    return OdsAt::elsewhere;
}

void OdsEvents::characters(OdsAt state, std::string_view text) {
    if (state == OdsAt::paragraph) {
        cell_.paragraphs.characters(text);
        check_length();
    }
}

void OdsEvents::check_length() const {
    if (cell_.paragraphs.text().size() > text_max) {
        too_large("the cell " + cell_name(column_, row_ + 1) + " holds more than 128 KiB");
    }
}

void OdsEvents::leave(OdsAt state) {
    if (state == OdsAt::cell) {
        end_cell();
    } else if (state == OdsAt::row) {
        end_row();
    } else if (state == OdsAt::hidden_rows) {
        --hidden_groups_;
    }
}

void OdsEvents::end_cell() {
    const int end = column_ + cell_.columns;
    if (cell_.has_value()) {
        if (end > columns_max) {
            too_large("it has a cell beyond the last column XFD in row " +
                      std::to_string(row_ + 1));
        }
        cell_.add(column_, batch_);
        row_has_values_ = true;
    }
    column_ = end > columns_max ? columns_max : end;
}

void OdsEvents::end_row() {
    const int end = row_ + rows_repeated_;
    if (row_has_values_) {
        if (end > rows_max) {
            too_large("it has rows beyond the last one of a sheet, 1,048,576");
        }
        tables_.back().rows += rows_repeated_;
    }
    batch_.end_row(rows_repeated_);
    row_ = end > rows_max ? rows_max : end;
}

}  // namespace quittance::workbook
