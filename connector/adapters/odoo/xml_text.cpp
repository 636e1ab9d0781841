#include "adapters/odoo/xml_text.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>

namespace quittance::odoo {
namespace {

constexpr char32_t high_first = 0xE000;  // 1024 characters: the upper ten bits
constexpr char32_t low_first = 0xE400;   // 1024 characters: the lower ten bits
constexpr char32_t escape = 0xE800;
constexpr char32_t replacement = 0xFFFD;
constexpr char32_t bmp_last = 0xFFFF;
constexpr char32_t unicode_last = 0x10FFFF;

void append(std::string& out, char32_t point) {
    const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
        byte(0x80U | (point & 0x3FU));
    } else if (point <= bmp_last) {
        byte(0xE0U | (point >> 12U));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | (point >> 18U));
        byte(0x80U | ((point >> 12U) & 0x3FU));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
}

struct Decoded {
    char32_t point;
    std::size_t bytes;
};

/// One strict UTF-8 sequence; a broken one is U+FFFD over a single byte.
Decoded decode(std::string_view text, std::size_t at) {
    const auto octet = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = octet(at);
    const std::size_t length = lead < 0x80              ? 1
                               : (lead & 0xE0U) == 0xC0 ? 2
                               : (lead & 0xF0U) == 0xE0 ? 3
                               : (lead & 0xF8U) == 0xF0 ? 4
                                                        : 0;
    if (length == 0 || at + length > text.size()) {
        return {replacement, 1};
    }
    char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(at + i) & 0xC0U) != 0x80) {
            return {replacement, 1};
        }
        point = (point << 6U) | (octet(at + i) & 0x3FU);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < smallest[length] || point > unicode_last || surrogate) {
        return {replacement, 1};
    }
    return {point, length};
}

bool is_forbidden(char32_t point) {
    const bool control = point < 0x20 && point != '\t' && point != '\n' && point != '\r';
    return control || point == 0xFFFE || point == 0xFFFF || point > unicode_last ||
           (point >= 0xD800 && point <= 0xDFFF);
}

void append_folded(std::string& out, char32_t point) {
    if (is_forbidden(point)) {
        append(out, replacement);
    } else if (point > bmp_last) {
        const char32_t offset = point - 0x10000;
        append(out, high_first + (offset >> 10U));
        append(out, low_first + (offset & 0x3FFU));
    } else {
        if (point >= high_first && point <= escape) {
            append(out, escape);
        }
        append(out, point);
    }
}

/// Plain ASCII text needs no folding, and is nearly all that crosses.
std::size_t plain_prefix(std::string_view text) {
    const auto* const end = std::find_if(text.begin(), text.end(), [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return octet >= 0x80 || (octet < 0x20 && c != '\t' && c != '\n' && c != '\r');
    });
    return static_cast<std::size_t>(end - text.begin());
}

struct Reference {
    char32_t point;
    std::size_t bytes;
};

/// `&#123;` or `&#x7B;` at `at`, if one stands there.
std::optional<Reference> numeric_reference(std::string_view text, std::size_t at) {
    const std::size_t end = text.substr(at, 14).find(';');
    if (text.substr(at, 2) != "&#" || end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view digits = text.substr(at + 2, end - 2);
    const bool hex = !digits.empty() && digits.front() == 'x';
    if (hex) {
        digits.remove_prefix(1);
    }
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0 || (!hex && c > '9')) {
            return std::nullopt;
        }
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * (hex ? 16U : 10U) + static_cast<std::uint64_t>(digit);
    }
    if (digits.empty() || value > unicode_last) {
        return digits.empty() ? std::nullopt : std::optional(Reference{replacement, end + 1});
    }
    return Reference{static_cast<char32_t>(value), end + 1};
}

bool contains_word(std::string_view text, std::string_view upper_word) {
    const auto same = [](char a, char b) {
        return std::toupper(static_cast<unsigned char>(a)) == b;
    };
    return std::search(text.begin(), text.end(), upper_word.begin(), upper_word.end(), same) !=
           text.end();
}

void refuse_dangerous(std::string_view xml) {
    for (std::size_t at = xml.find("<!"); at != std::string_view::npos;
         at = xml.find("<!", at + 2)) {
        const std::string_view word = xml.substr(at, 9);
        if (contains_word(word, "<!DOCTYPE") || contains_word(word, "<!ENTITY")) {
            throw BadXml("the answer declares a document type, which Odoo never does");
        }
    }
    const std::string_view head = xml.substr(0, std::min(xml.find("?>"), std::size_t{200}));
    if (contains_word(head, "ENCODING") && !contains_word(head, "UTF-8") &&
        !contains_word(head, "US-ASCII")) {
        throw BadXml("the answer is not in UTF-8");
    }
}

}  // namespace

std::string fold(std::string_view text) {
    std::size_t at = plain_prefix(text);
    std::string out(text.substr(0, at));
    while (at < text.size()) {
        const Decoded next = decode(text, at);
        append_folded(out, next.point);
        at += next.bytes;
    }
    return out;
}

std::string unfold(std::string_view text) {
    std::size_t at = plain_prefix(text);
    std::string out(text.substr(0, at));
    while (at < text.size()) {
        const Decoded next = decode(text, at);
        at += next.bytes;
        if (next.point < high_first || next.point > escape || at >= text.size()) {
            append(out, next.point);
            continue;
        }
        const Decoded second = decode(text, at);
        const bool low = second.point >= low_first && second.point < escape;
        if (next.point == escape) {
            append(out, second.point);
            at += second.bytes;
        } else if (next.point < low_first && low) {
            append(out, 0x10000 + ((next.point - high_first) << 10U) + (second.point - low_first));
            at += second.bytes;
        } else {
            append(out, next.point);
        }
    }
    return out;
}

std::string fold_answer(std::string_view xml) {
    refuse_dangerous(xml);
    std::string out;
    out.reserve(xml.size() + xml.size() / 64);
    std::size_t at = 0;
    while (at < xml.size()) {
        const auto octet = static_cast<unsigned char>(xml[at]);
        if (octet >= 0x20 && octet < 0x80 && xml[at] != '&') {
            out.push_back(xml[at++]);
            continue;
        }
        const auto reference = numeric_reference(xml, at);
        // `&#60;` must stay a reference: as a bare "<" it would be markup.
        if (reference && reference->point >= 0x20 && reference->point < 0x80) {
            out.append(xml.substr(at, reference->bytes));
            at += reference->bytes;
        } else if (reference && (reference->point == '\r' || reference->point == '\n' ||
                                 reference->point == '\t')) {
            out.append(xml.substr(at, reference->bytes));
            at += reference->bytes;
        } else if (reference) {
            append_folded(out, reference->point);
            at += reference->bytes;
        } else {
            const Decoded next = decode(xml, at);
            append_folded(out, next.point);
            at += next.bytes;
        }
    }
    return out;
}

}  // namespace quittance::odoo
