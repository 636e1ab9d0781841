#include "readers/json/json_skimmer.hpp"

#include "domain/file_facts.hpp"

namespace quittance {
namespace {

constexpr std::size_t value_bytes_max = 1024 * 1024;
constexpr int depth_max = 64;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void JsonSkimmer::refuse(const std::string& text) const {
    throw UnreadableFile(
        {"file_broken", "Line " + std::to_string(line_) + ": " + text + ".", line_, ""});
}

bool JsonSkimmer::fill() {
    if (at_ == end_) {
        at_ = 0;
        try {
            end_ = text_.read(buffer_.data(), buffer_.size());
        } catch (const CharsetError& error) {
            throw UnreadableFile(
                {"charset", "Line " + std::to_string(error.line()) + ": " + error.what() + ".",
                 error.line(), ""});
        }
    }
    return at_ < end_;
}

char JsonSkimmer::take() {
    if (!fill()) {
        refuse("the JSON ends too early: the file was cut off");
    }
    const char c = buffer_[at_++];
    line_ += c == '\n' ? 1 : 0;
    return c;
}

char JsonSkimmer::peek() {
    while (fill() && is_blank(buffer_[at_])) {
        (void)take();
    }
    return fill() ? buffer_[at_] : '\0';
}

/// The next character with all its bytes, to be shown.
std::string JsonSkimmer::whole_character() {
    std::string text(1, take());
    while (text.size() < 4 && fill() &&
           (static_cast<unsigned char>(buffer_[at_]) & 0xC0U) == 0x80U) {
        text += take();
    }
    return text;
}

void JsonSkimmer::expect(char wanted) {
    if (const char found = peek(); found != wanted) {
        refuse(found == '\0' ? "the JSON ends too early: the file was cut off"
                             : std::string("this is no JSON: '") + wanted +
                                   "' should stand here, "
                                   "not '" +
                                   whole_character() + "'");
    }
    (void)take();
}

std::string_view JsonSkimmer::value() {
    kept_.clear();
    take_value(true);
    return kept_;
}

void JsonSkimmer::skip_value() {
    take_value(false);
}

void JsonSkimmer::keep_or_drop(char c, bool keep) {
    if (!keep) {
        return;
    }
    if (kept_.size() >= value_bytes_max) {
        refuse("a record is larger than any row of services can be");
    }
    kept_.push_back(c);
}

void JsonSkimmer::take_string(bool keep) {
    keep_or_drop(take(), keep);
    for (;;) {
        const char c = take();
        keep_or_drop(c, keep);
        if (c == '\\') {
            keep_or_drop(take(), keep);
        } else if (c == '"') {
            return;
        }
    }
}

void JsonSkimmer::take_scalar(bool keep) {
    while (fill() && !is_blank(buffer_[at_]) &&
           std::string_view(",]}").find(buffer_[at_]) == std::string_view::npos) {
        keep_or_drop(take(), keep);
    }
}

void JsonSkimmer::take_value(bool keep) {
    std::string open;  // the brackets that are to be closed
    switch (peek()) {
        case '"':
            return take_string(keep);
        case '{':
        case '[':
            break;
        case '\0':
            refuse("the JSON ends too early: the file was cut off");
        case ',':
        case '}':
        case ']':
            refuse("a value is missing here");
        default:
            return take_scalar(keep);
    }
    do {
        const char c = fill() ? buffer_[at_] : '\0';
        if (c == '"') {
            take_string(keep);
            continue;
        }
        if (c == '{' || c == '[') {
            open.push_back(c == '{' ? '}' : ']');
            if (open.size() > depth_max) {
                refuse("the JSON is nested more deeply than any list of services");
            }
        } else if (c == '}' || c == ']') {
            if (open.back() != c) {
                refuse("a bracket is closed here that is not open");
            }
            open.pop_back();
        }
        keep_or_drop(take(), keep);
    } while (!open.empty());
}

}  // namespace quittance
