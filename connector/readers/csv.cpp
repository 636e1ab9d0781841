#include "readers/csv.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr std::size_t fields_max = 2'000;
constexpr std::size_t field_bytes_max = 64 * 1024;

}  // namespace

bool CsvReader::next(CsvRecord& record) {
    record.fields.clear();
    record.line = line_;
    if (at_ >= text_.size()) {
        return false;
    }
    for (;;) {
        std::string& field = record.fields.emplace_back();
        if (at_ < text_.size() && text_[at_] == '"') {
            quoted_field(field);
        } else {
            plain_field(field);
        }
        if (field.size() > field_bytes_max || record.fields.size() > fields_max) {
            throw CsvError(record.line, "a row is larger than any row of services can be");
        }
        if (at_ >= text_.size()) {
            return true;
        }
        if (at_break()) {
            skip_break();
            return true;
        }
        ++at_;  // the delimiter
    }
}

void CsvReader::plain_field(std::string& field) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && !at_break()) {
        ++at_;
    }
    field.append(text_.substr(begin, at_ - begin));
}

void CsvReader::quoted_field(std::string& field) {
    const int opened_on = line_;
    ++at_;
    for (;;) {
        if (at_ >= text_.size() || field.size() > field_bytes_max) {
            throw CsvError(opened_on, "a quoted field that begins here is never closed");
        }
        const char c = text_[at_++];
        if (c == '"') {
            if (at_ >= text_.size() || text_[at_] != '"') {
                break;
            }
            ++at_;  // a doubled quote is one quote
        } else if (c == '\n') {
            ++line_;
        }
        field.push_back(c);
    }
    plain_field(field);  // what some programs write behind the closing quote
}

bool CsvReader::at_break() const {
    return text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::skip_break() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
        ++at_;
    }
    ++at_;
    ++line_;
}

}  // namespace quittance
