#include "readers/workbook/ods_paragraphs.hpp"

namespace quittance::workbook {

void OdsParagraphs::clear() {
    text_.clear();
    begin_ = 0;
    any_ = space_waits_ = false;
}

void OdsParagraphs::begin_paragraph() {
    if (any_) {
        text_ += '\n';
    }
    any_ = true;
    space_waits_ = false;
    begin_ = text_.size();
}

void OdsParagraphs::characters(std::string_view text) {
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            space_waits_ = text_.size() > begin_;
            continue;
        }
        if (space_waits_) {
            text_ += ' ';
            space_waits_ = false;
        }
        text_ += c;
    }
}

void OdsParagraphs::exact(char c, std::size_t count) {
    if (space_waits_) {
        text_ += ' ';
        space_waits_ = false;
    }
    text_.append(count, c);
}

}  // namespace quittance::workbook
