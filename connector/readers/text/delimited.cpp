#include "readers/text/delimited.hpp"

#include "domain/file_facts.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t fields_max = 2'000;
constexpr std::size_t field_bytes_max = 64 * 1024;
constexpr std::size_t record_bytes_max = 1024 * 1024;
constexpr std::size_t buffer_size = 256 * 1024;
constexpr auto nowhere = std::numeric_limits<std::size_t>::max();

[[noreturn]] void refuse(const char* code, int line, const std::string& text) {
    throw UnreadableFile({code, "Line " + std::to_string(line) + ": " + text + ".", line, ""});
}

/// A text holds no zero byte: where the dialect has no such mark, that stands for it.
std::array<char, 4> stops_of(const Dialect& dialect) {
    static_assert(Dialect::none == '\0');
    return {dialect.delimiter, dialect.escape, '\n', '\r'};
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

DelimitedRecords::DelimitedRecords(TextStream& text, Dialect dialect)
    : text_(text),
      dialect_(std::move(dialect)),
      stops_(stops_of(dialect_)),
      buffer_(buffer_size + mark_reach + 1) {}

bool DelimitedRecords::next(Record& record) {
    for (Scan found = scan(record.cells); found != Scan::record; found = scan(record.cells)) {
        if (found == Scan::end) {
            return false;
        }
        if (!refill()) {
            ended_ = true;
        }
    }
    record.row = line_;
    record.hidden = false;
    record.quote_broken = quote_broken_;
    for (const std::size_t marked : marked_) {
        record.cells[marked].text = cleaned(record.cells[marked].text);
    }
    if (lines_taken_ > 1) {
        note_whole_rows(record);
    }
    if (next_ - begin_ > field_bytes_max) {
        check_sizes(record.cells);
    }
    begin_ = next_;
    line_ += lines_taken_;
    return true;
}

/// Finds the ends of a record's fields in the buffer, without changing it: a record that goes on
/// behind the buffer is looked at again from its beginning.
DelimitedRecords::Scan DelimitedRecords::scan(std::vector<Cell>& cells) {
    marked_.clear();
    lines_taken_ = 0;
    quote_broken_ = false;
    std::size_t at = begin_;
    if (at_end(at)) {
        return ended_ ? Scan::end : Scan::more;
    }
    const char* const text = buffer_.data();
    for (std::size_t count = 0;;) {
        const std::size_t from = at;
        bool marked = false;
        std::size_t closed = nowhere;
        if (text[at] == dialect_.quote && !at_end(at)) {
            marked = true;
            if (!scan_quoted(at)) {
                return Scan::more;
            }
            closed = at;
        }
        if (!scan_plain(at, marked)) {
            return Scan::more;
        }
        if (marked) {
            marked_.push_back(count);
            quote_broken_ |= closed != nowhere && !is_blank({text + closed, at - closed});
        }
        if (count == cells.size()) {
            cells.emplace_back();
        }
        cells[count++] = {Cell::Kind::text, {text + from, at - from}};
        if (at_end(at)) {
            next_ = at;
            cells.resize(count);
            unended_line_ = closed == nowhere ? line_ + lines_taken_ : 0;
            return ended_ ? Scan::record : Scan::more;
        }
        if (is_delimiter(at)) {
            if (count == fields_max) {
                refuse("file_broken", line_,
                       "a row has more columns than any row of services can have");
            }
            at += 1 + dialect_.more.size();
            if (at_end(at) && !ended_) {
                return Scan::more;
            }
            continue;
        }
        if (text[at] == '\r' && at + 1 >= end_ && !ended_) {
            return Scan::more;
        }
        take_break(at);
        next_ = at;
        unended_line_ = 0;
        cells.resize(count);
        return Scan::record;
    }
}

/// Goes to where the field ends, quoted or not; false when that is not in the buffer yet.
bool DelimitedRecords::scan_plain(std::size_t& at, bool& marked) {
    const char* const text = buffer_.data();
    at = stops_.next(text, at);
    while (!at_end(at)) {
        if (text[at] == dialect_.escape) {
            marked = true;
            if (!scan_escaped(at)) {
                return false;
            }
        } else if (text[at] != dialect_.delimiter || is_delimiter(at)) {
            break;
        } else if (at + dialect_.more.size() >= end_ && !ended_) {
            return false;
        } else {
            at = stops_.next(text, at + 1);  // only the beginning of one
        }
    }
    return true;
}

bool DelimitedRecords::is_delimiter(std::size_t at) const {
    return buffer_[at] == dialect_.delimiter &&
           (dialect_.more.empty() ||
            (at + dialect_.more.size() < end_ &&
             std::equal(dialect_.more.begin(), dialect_.more.end(), &buffer_[at + 1])));
}

/// Goes behind an escaped character and to the field's next mark; false when that character is
/// not in the buffer yet.
bool DelimitedRecords::scan_escaped(std::size_t& at) {
    if (at + 1 >= end_ && !ended_) {
        return false;
    }
    lines_taken_ += ends_line(at + 1) ? 1 : 0;
    at = stops_.next(buffer_.data(), std::min(at + 2, end_));
    return true;
}

/// Goes behind the closing quote; false when it is not in the buffer yet.
bool DelimitedRecords::scan_quoted(std::size_t& at) {
    const int opened_on = line_ + lines_taken_;
    ++at;
    for (;;) {
        if (at_end(at)) {
            if (!ended_) {
                return false;
            }
            refuse("file_broken", opened_on, "a quoted field that begins here is never closed");
        }
        const char c = buffer_[at];
        lines_taken_ += ends_line(at) ? 1 : 0;
        if (dialect_.escape != Dialect::none && c == dialect_.escape) {
            if (at + 1 >= end_ && !ended_) {
                return false;
            }
            lines_taken_ += ends_line(at + 1) ? 1 : 0;
            at = std::min(at + 2, end_);
            continue;
        }
        ++at;
        if (c != dialect_.quote) {
            continue;
        }
        if (at_end(at) && !ended_) {
            return false;  // perhaps a doubled quote
        }
        if (at_end(at) || buffer_[at] != dialect_.quote) {
            return true;
        }
        ++at;
    }
}

/// Whether the character there, inside a field, ends a line of the file: of `\r\n` the second does.
bool DelimitedRecords::ends_line(std::size_t at) const {
    return at < end_ && (buffer_[at] == '\n' ||
                         (buffer_[at] == '\r' && (at + 1 >= end_ || buffer_[at + 1] != '\n')));
}

void DelimitedRecords::take_break(std::size_t& at) {
    if (buffer_[at] == '\r' && at + 1 < end_ && buffer_[at + 1] == '\n') {
        ++at;
    }
    ++at;
    ++lines_taken_;
}

/// More text behind what is there, the open record moved to the front; false at the end.
bool DelimitedRecords::refill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (end_ > record_bytes_max) {
        refuse("file_broken", line_,
               "a row is larger than any row of services can be; perhaps a quoted field that "
               "begins here is never closed");
    }
    stops_.forget();
    if (room() < TextStream::room_min) {
        buffer_.resize(buffer_.size() * 2);
    }
    try {
        const std::size_t more = text_.read(buffer_.data() + end_, room());
        end_ += more;
        buffer_[end_] = '\n';  // a stop behind the text, which is none of its line breaks
        return more > 0;
    } catch (const CharsetError& error) {
        refuse("charset", error.line(), error.what());
    }
}

/// The field without its marks, put together in its own place in the buffer.
std::string_view DelimitedRecords::cleaned(std::string_view field) {
    char* const begin = buffer_.data() + (field.data() - buffer_.data());
    const char* const end = begin + field.size();
    char* to = begin;
    bool quoted = false;
    for (const char* at = begin; at < end; ++at) {
        if (dialect_.escape != Dialect::none && *at == dialect_.escape && at + 1 < end) {
            *to++ = *++at;
        } else if (at == begin && *at == dialect_.quote) {
            quoted = true;
        } else if (quoted && *at == dialect_.quote) {
            if (at + 1 < end && at[1] == dialect_.quote) {
                *to++ = *++at;
            } else {
                quoted = false;
            }
        } else {
            *to++ = *at;
        }
    }
    return {begin, static_cast<std::size_t>(to - begin)};
}

/// Lines inside of a quoted field that have as many delimiters as the record: rows, most likely,
/// that a quote has swallowed which somebody forgot to close.
void DelimitedRecords::note_whole_rows(const Record& record) {
    const auto columns = static_cast<std::ptrdiff_t>(record.cells.size());
    if (columns < 3) {
        return;
    }
    for (const std::size_t marked : marked_) {
        std::string_view text = record.cells[marked].text;
        for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
             at = text.find_first_of("\r\n")) {
            text.remove_prefix(at + 1);
            const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
            if (delimiters_in(line) >= columns - 1) {
                whole_rows_line_ = whole_rows_++ == 0 ? line_ : whole_rows_line_;
            }
        }
    }
}

std::ptrdiff_t DelimitedRecords::delimiters_in(std::string_view line) const {
    if (dialect_.more.empty()) {
        return std::count(line.begin(), line.end(), dialect_.delimiter);
    }
    const std::string delimiter = dialect_.delimiter + dialect_.more;
    std::ptrdiff_t count = 0;
    for (std::size_t at = line.find(delimiter); at != std::string_view::npos;
         at = line.find(delimiter, at + delimiter.size())) {
        ++count;
    }
    return count;
}

std::vector<Issue> DelimitedRecords::warnings() const {
    std::vector<Issue> warnings;
    if (ended_ && unended_line_ > 1) {
        warnings.push_back({"file_cut",
                            "The last line, " + std::to_string(unended_line_) +
                                ", has no line break as the others have: the file may have been "
                                "cut off there. Check its last row.",
                            unended_line_, ""});
    }
    if (whole_rows_ > 0) {
        warnings.push_back(
            {"rows_in_quotes",
             "Values in quotes hold what looks like whole rows: " + std::to_string(whole_rows_) +
                 ", the first in the row of line " + std::to_string(whole_rows_line_) +
                 ". If a quote was forgotten there, these rows are not billed: ask the supplier.",
             whole_rows_line_, ""});
    }
    return warnings;
}

void DelimitedRecords::check_sizes(const std::vector<Cell>& cells) const {
    for (const Cell& cell : cells) {
        if (cell.text.size() > field_bytes_max) {
            refuse("file_broken", line_, "a row is larger than any row of services can be");
        }
    }
}

}  // namespace quittance
