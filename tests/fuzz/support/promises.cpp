#include "support/promises.hpp"

#include "domain/calendar.hpp"
#include "domain/file_facts.hpp"
#include "readers/values/card_number.hpp"
#include "support/held.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdlib>

namespace quittance::fuzz {
namespace {

constexpr std::size_t text_bytes_max = 2'500;  // of anything that is shown to a person

bool is_plain_number(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view behind = point == text.npos ? "0" : text.substr(point + 1);
    return !whole.empty() && !behind.empty() && whole.find_first_not_of(digits) == whole.npos &&
           behind.find_first_not_of(digits) == behind.npos;
}

void check_cell(const Cell& cell) {
    held(is_utf8(cell.text), "a cell is UTF-8");
    switch (cell.kind) {
        case Cell::Kind::number:
            held(is_plain_number(cell.text), "a number cell is plain: " + std::string(cell.text));
            break;
        case Cell::Kind::date:
            held(parse_date(cell.text.substr(0, 10)).has_value(),
                 "a date cell is a day: " + std::string(cell.text));
            break;
        case Cell::Kind::boolean:
            held(cell.text == "TRUE" || cell.text == "FALSE", "a boolean is one of two");
            break;
        case Cell::Kind::text:
        case Cell::Kind::cut:
        case Cell::Kind::error:
        case Cell::Kind::no_value:
            break;
    }
}

void check_issue(const Issue& issue) {
    held(!issue.code.empty() && !issue.message.empty(), "a problem says what it is");
    held(is_utf8(issue.message) && is_utf8(issue.column), "a problem is UTF-8");
    held(issue.message.size() <= text_bytes_max, "a problem is short: " + issue.message);
}

}  // namespace

bool is_utf8(std::string_view text) {
    const auto size = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    while (at < size) {
        std::int32_t point = 0;
        U8_NEXT(text.data(), at, size, point);
        if (point < 0) {
            return false;
        }
    }
    return true;
}

void RecordPromises::check(const Record& record) {
    held(record.row > row_ || (row_ == 0 && record.row == 0), "rows come in their order");
    row_ = std::max(record.row, row_);
    std::for_each(record.cells.begin(), record.cells.end(), check_cell);
}

void check_row(const ReadRow& row) {
    for (const std::string* const text :
         {&row.client_code, &row.service, &row.ticket, &row.comment, &row.tax_rate, &row.raw}) {
        held(is_utf8(*text), "a row's texts are UTF-8");
        held(text->size() <= text_bytes_max, "a row's texts are bounded");
    }
    held(row.amount || row.problem() != nullptr, "a row without an amount has its problem");
    held(!row.amount || std::abs(row.amount->minor()) <= amount_minor_max, "an amount is bounded");
    held(!row.date || (row.date->ok() && text(*row.date).size() == 10), "a date is a real day");
    held(long_card_numbers_in(row.comment).empty(), "no card number is in a comment");
    for (const Issue& problem : row.problems) {
        check_issue(problem);
        held(problem.row == row.row, "a problem is of its row");
    }
}

void check_facts(const FileFacts& facts) {
    std::for_each(facts.warnings.begin(), facts.warnings.end(), check_issue);
    for (const StatedTotal& total : facts.totals) {
        held(is_utf8(total.label) && is_utf8(total.stated), "a total is UTF-8");
        held(total.label.size() <= text_bytes_max && total.stated.size() <= text_bytes_max,
             "a total is bounded");
    }
}

std::string text_of(const Record& record) {
    std::string text = std::to_string(record.row) + (record.quote_broken ? "!" : "");
    for (const Cell& cell : record.cells) {
        text += '\x1F' + std::to_string(static_cast<int>(cell.kind)) + std::string(cell.text);
    }
    return text;
}

std::vector<std::string> texts_of(RecordSource& records) {
    std::vector<std::string> texts;
    try {
        for (Record record; records.next(record);) {
            texts.push_back(text_of(record));
        }
    } catch (const UnreadableFile& error) {
        texts.push_back("refused: " + error.issue().code);
    }
    return texts;
}

}  // namespace quittance::fuzz
