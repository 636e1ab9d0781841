#include "readers/text/delimited.hpp"

#include "domain/file_facts.hpp"

#include <algorithm>
#include <cstring>

namespace quittance {
namespace {

constexpr std::size_t fields_max = 2'000;
constexpr std::size_t field_bytes_max = 64 * 1024;
constexpr std::size_t record_bytes_max = 1024 * 1024;
constexpr std::size_t buffer_size = 256 * 1024;

[[noreturn]] void refuse(const char* code, int line, const std::string& text) {
    throw UnreadableFile({code, "Line " + std::to_string(line) + ": " + text + ".", line, ""});
}

}  // namespace

DelimitedRecords::DelimitedRecords(TextStream& text, Dialect dialect)
    : text_(text), dialect_(dialect), buffer_(buffer_size + 1) {
    for (const char mark : {dialect.delimiter, dialect.escape, '\n', '\r', '\0'}) {
        stops_.at(static_cast<unsigned char>(mark)) = true;
    }
}

bool DelimitedRecords::next(Record& record) {
    record.cells.clear();
    for (;;) {
        switch (scan()) {
            case Scan::end:
                return false;
            case Scan::more:
                if (!refill()) {
                    ended_ = true;
                }
                continue;
            case Scan::record:
                break;
        }
        break;
    }
    record.row = line_;
    record.hidden = false;
    for (const Field& field : fields_) {
        record.cells.push_back({Cell::Kind::text, cleaned(field)});
        if (record.cells.back().text.size() > field_bytes_max) {
            refuse("file_broken", line_, "a row is larger than any row of services can be");
        }
    }
    begin_ = next_;
    line_ += lines_taken_;
    return true;
}

/// Finds the ends of a record's fields in the buffer, without changing it: a record that goes on
/// behind the buffer is looked at again from its beginning.
DelimitedRecords::Scan DelimitedRecords::scan() {
    fields_.clear();
    lines_taken_ = 0;
    std::size_t at = begin_;
    if (at_end(at)) {
        return ended_ ? Scan::end : Scan::more;
    }
    buffer_[end_] = '\n';  // a stop for the loop below
    for (;;) {
        Field field{at, at, false};
        if (dialect_.quote != Dialect::none && buffer_[at] == dialect_.quote && !at_end(at)) {
            field.marked = true;
            if (!scan_quoted(at)) {
                return Scan::more;
            }
        }
        for (;;) {
            while (!stops_[static_cast<unsigned char>(buffer_[at])]) {
                ++at;
            }
            if (buffer_[at] != dialect_.escape || dialect_.escape == Dialect::none || at_end(at)) {
                break;
            }
            if (at + 1 >= end_ && !ended_) {
                return Scan::more;
            }
            field.marked = true;
            lines_taken_ += ends_line(at + 1) ? 1 : 0;
            at = std::min(at + 2, end_);
        }
        field.end = at;
        fields_.push_back(field);
        if (fields_.size() > fields_max) {
            refuse("file_broken", line_,
                   "a row has more columns than any row of services can have");
        }
        if (at_end(at)) {
            next_ = at;
            return ended_ ? Scan::record : Scan::more;
        }
        if (buffer_[at] == dialect_.delimiter) {
            ++at;
            if (at_end(at) && !ended_) {
                return Scan::more;
            }
            continue;
        }
        if (buffer_[at] == '\r' && at + 1 >= end_ && !ended_) {
            return Scan::more;
        }
        take_break(at);
        next_ = at;
        return Scan::record;
    }
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
    if (buffer_.size() - 1 - end_ < TextStream::room_min) {
        buffer_.resize(buffer_.size() * 2);
    }
    try {
        const std::size_t more = text_.read(buffer_.data() + end_, buffer_.size() - 1 - end_);
        end_ += more;
        return more > 0;
    } catch (const CharsetError& error) {
        refuse("charset", error.line(), error.what());
    }
}

/// The field without its marks, put together in its own place in the buffer.
std::string_view DelimitedRecords::cleaned(const Field& field) {
    if (!field.marked) {
        return {buffer_.data() + field.begin, field.end - field.begin};
    }
    std::size_t to = field.begin;
    bool quoted = false;
    for (std::size_t at = field.begin; at < field.end; ++at) {
        const char c = buffer_[at];
        if (dialect_.escape != Dialect::none && c == dialect_.escape && at + 1 < field.end) {
            buffer_[to++] = buffer_[++at];
        } else if (at == field.begin && c == dialect_.quote) {
            quoted = true;
        } else if (quoted && c == dialect_.quote) {
            if (at + 1 < field.end && buffer_[at + 1] == dialect_.quote) {
                buffer_[to++] = buffer_[++at];
            } else {
                quoted = false;
            }
        } else {
            buffer_[to++] = c;
        }
    }
    return {buffer_.data() + field.begin, to - field.begin};
}

}  // namespace quittance
