#include "readers/workbook/shared_strings.hpp"

#include "readers/workbook/element_stack.hpp"
#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"
#include "readers/workbook/utf8.hpp"
#include "readers/workbook/xml_scanner.hpp"

#include <charconv>
#include <optional>

namespace quittance::workbook {
namespace {

enum class At { elsewhere, document, strings, string, run, text };

class StringEvents : public ElementStack<At> {
public:
    StringEvents(std::string& texts, std::vector<std::uint32_t>& ends)
        : ElementStack(At::document), texts_(texts), ends_(ends) {}

private:
    At enter(At parent, const char* name, const char**) override {
        const std::string_view local = local_name(name);
        switch (parent) {
            case At::document:
                return local == "sst" ? At::strings : At::elsewhere;
            case At::strings:
                return local == "si" ? At::string : At::elsewhere;
            case At::string:
                return local == "t" ? At::text : local == "r" ? At::run : At::elsewhere;
            case At::run:
                return local == "t" ? At::text : At::elsewhere;
            case At::text:
            case At::elsewhere:
                return At::elsewhere;
        }
        return At::elsewhere;
    }

    void characters(At state, std::string_view text) override {
        if (state == At::text) {
            texts_.append(text);
            if (texts_.size() > shared_text_max || texts_.size() - begin_ > text_max) {
                too_large("its shared texts are longer than those of any file of services");
            }
        }
    }

    void leave(At state) override {
        if (state == At::string) {
            unescape_from(texts_, begin_);
            begin_ = texts_.size();
            ends_.push_back(static_cast<std::uint32_t>(begin_));
            if (ends_.size() > shared_count_max) {
                too_large("it has more than 4 million shared texts");
            }
        }
    }

    std::string& texts_;
    std::vector<std::uint32_t>& ends_;
    std::size_t begin_ = 0;
};

/// The code unit of `_xHHHH_` at `at`.
std::optional<unsigned> unit_at(std::string_view text, std::size_t at) {
    if (at + 7 > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') {
        return std::nullopt;
    }
    unsigned unit = 0;
    const char* const digits = text.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
    return error == std::errc{} && end == digits + 4 ? std::optional(unit) : std::nullopt;
}

bool is_high(unsigned unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(unsigned unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

SharedStrings::SharedStrings(Archive& archive, const std::string& part) {
    StringEvents events(texts_, ends_);
    open_xml(archive, part, events)->run();
}

void unescape_from(std::string& text, std::size_t begin) {
    std::size_t at = text.find("_x", begin);
    if (at == std::string::npos) {
        return;
    }
    std::string made;
    for (at = begin; at < text.size();) {
        const auto unit = unit_at(text, at);
        if (!unit || (!is_high(*unit) && !is_xml_character(*unit))) {
            made += text[at++];
            continue;
        }
        const auto low = is_high(*unit) ? unit_at(text, at + 7) : std::nullopt;
        if (is_high(*unit) && (!low || !is_low(*low))) {
            made += text[at++];  // half a character stays as it is written
            continue;
        }
        append_utf8(made, low ? 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00) : *unit);
        at += low ? 14 : 7;
    }
    text.replace(begin, std::string::npos, made);
}

}  // namespace quittance::workbook
