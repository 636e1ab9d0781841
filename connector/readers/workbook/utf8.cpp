#include "readers/workbook/utf8.hpp"

#include <cstddef>

namespace quittance::workbook {
namespace {

/// Bytes of the character that begins so; 0: none does.
std::size_t length_of(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

}  // namespace

bool is_xml_character(unsigned code) {
    if (code < 0x20) {
        return code == '\t' || code == '\n' || code == '\r';
    }
    return code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) || (code > 0xFFFF && code <= 0x10FFFF);
}

void append_utf8(std::string& into, unsigned code) {
    const auto byte = [&](unsigned value) { into += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
        return;
    }
    if (code < 0x800) {
        byte(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3F));
    } else {
        byte(0xF0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3F));
        byte(0x80 | (code >> 6 & 0x3F));
    }
    byte(0x80 | (code & 0x3F));
}

bool is_xml_utf8(std::string_view bytes) {
    constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (std::size_t at = 0; at < bytes.size();) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const std::size_t length = length_of(first);
        if (length == 0 || at + length > bytes.size()) {
            return false;
        }
        unsigned code = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t next = at + 1; next < at + length; ++next) {
            const auto byte = static_cast<unsigned char>(bytes[next]);
            if ((byte & 0xC0) != 0x80) {
                return false;
            }
            code = code << 6 | (byte & 0x3F);
        }
        if (code < least[length] || !is_xml_character(code)) {
            return false;
        }
        at += length;
    }
    return true;
}

}  // namespace quittance::workbook
