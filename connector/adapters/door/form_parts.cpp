#include "adapters/door/form_parts.hpp"

#include "adapters/door/problem.hpp"

#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>

#include <algorithm>
#include <istream>

namespace quittance::door {
namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t head_size_max = 8 * 1024;
constexpr std::size_t padding_max = 64;  // blanks behind a boundary

[[noreturn]] void broken(const char* sentence) {
    throw Problem(400, "form_broken", sentence);
}

FormPart described(const std::string& disposition) {
    std::string kind;
    Poco::Net::NameValueCollection parameters;
    Poco::Net::MessageHeader::splitParameters(disposition, kind, parameters);
    FormPart part;
    part.field = parameters.get("name", "");
    if (parameters.has("filename")) {
        part.file_name = parameters.get("filename");
    }
    return part;
}

}  // namespace

/// A line break that is not there stands before the first boundary.
FormParts::FormParts(std::istream& body, const std::string& boundary)
    : body_(body), mark_("\r\n--" + boundary), buffer_("\r\n"), in_part_(true) {}

std::optional<FormPart> FormParts::next() {
    const bool begins = !begun_;
    for (auto left = read(); !left.empty(); left = read()) {
        check_blank(begins ? left : "");
    }
    if (was_last_) {
        check_end();
        return std::nullopt;
    }
    std::string disposition;
    std::size_t left = head_size_max;
    for (std::string line = head_line(left); !line.empty(); line = head_line(left)) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) {
            broken("A part's head has a line that is no header.");
        }
        if (Poco::icompare(line.substr(0, colon), std::string("Content-Disposition")) == 0) {
            disposition = line.substr(colon + 1);
        }
    }
    if (disposition.empty()) {
        broken("A part of the form has no Content-Disposition.");
    }
    in_part_ = true;
    return described(Poco::trim(disposition));
}

std::string_view FormParts::read() {
    while (in_part_) {
        const std::size_t at = rest().find(mark_);
        if (at == std::string::npos) {
            if (rest().size() > mark_.size()) {
                return given(rest().size() - mark_.size());
            }
            fill();
            continue;
        }
        if (at > 0) {
            return given(at);
        }
        std::size_t length = 0;
        const Mark mark = first_mark(length);
        if (mark == Mark::unknown) {
            fill();
        } else if (mark == Mark::none) {
            return given(mark_.size());
        } else {
            in_part_ = false;
            begun_ = true;
            was_last_ = mark == Mark::last;
            begin_ += length;
        }
    }
    return {};
}

/// What the boundary at the front is, and how long its line is.
FormParts::Mark FormParts::first_mark(std::size_t& length) const {
    const std::string_view behind = rest().substr(mark_.size());
    if (behind.starts_with("--")) {
        length = mark_.size() + 2;
        return Mark::last;
    }
    const std::size_t blanks = std::min(behind.find_first_not_of(" \t"), behind.size());
    const std::string_view end = behind.substr(blanks);
    if (blanks <= padding_max && end.starts_with("\r\n")) {
        length = mark_.size() + blanks + 2;
        return Mark::part;
    }
    const bool may_be = blanks <= padding_max && (end.empty() || end == "\r" || behind == "-");
    return may_be && !ended_ ? Mark::unknown : Mark::none;
}

std::string_view FormParts::given(std::size_t count) {
    const std::string_view bytes = rest().substr(0, count);
    begin_ += count;
    return bytes;
}

/// A line of a part's head, without its end; "" is the line that ends the head.
std::string FormParts::head_line(std::size_t& left) {
    std::size_t end = rest().find("\r\n");
    while (end == std::string::npos && rest().size() <= left) {
        fill();
        end = rest().find("\r\n");
    }
    if (end == std::string::npos || end + 2 > left) {
        broken("A part's head is longer than any.");
    }
    std::string line(rest().substr(0, end));
    left -= end + 2;
    begin_ += end + 2;
    return line;
}

/// Bytes in no part would be lost: a boundary that stands inside a file divides it.
void FormParts::check_blank(std::string_view text) {
    if (text.find_first_not_of("\r\n \t") != std::string_view::npos) {
        broken("Bytes of the form stand in no part of it.");
    }
}

void FormParts::check_end() {
    while (!ended_) {
        check_blank(rest());
        begin_ = buffer_.size();
        fill();
    }
}

void FormParts::fill() {
    if (ended_ && !begun_) {
        broken("The body does not begin with the boundary that its Content-Type names.");
    }
    if (ended_) {
        throw FormCut();
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t size = buffer_.size();
    buffer_.resize(size + piece_size);
    body_.read(buffer_.data() + size, static_cast<std::streamsize>(piece_size));
    buffer_.resize(size + static_cast<std::size_t>(body_.gcount()));
    ended_ = body_.gcount() == 0;
}

}  // namespace quittance::door
