#pragma once

#include <string>
#include <string_view>

namespace quittance::workbook {

/// Whether XML may hold the character: no control characters but tab and line breaks, no halves.
[[nodiscard]] bool is_xml_character(unsigned code);
/// Adds a character up to U+10FFFF.
void append_utf8(std::string& into, unsigned code);
/// Whether the bytes are whole characters that XML may hold, in their shortest form.
[[nodiscard]] bool is_xml_utf8(std::string_view bytes);

}  // namespace quittance::workbook
