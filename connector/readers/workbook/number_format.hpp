#pragma once

#include <string_view>

namespace quittance::workbook {

/// What a number is shown as.
enum class Shown : unsigned char {
    number,
    moment,   ///< a day, a time, or both
    duration  ///< `[h]:mm`: hours that go on after 24
};

/// A format code as OOXML writes it (always in English): `dd/mm/yyyy;@`. Only its first section
/// counts, without quoted text, escapes and brackets.
[[nodiscard]] Shown shown_by_code(std::string_view code);

/// A format that every spreadsheet program has. Source: ECMA-376 part 1, 18.8.30.
[[nodiscard]] Shown shown_by_id(int id);

}  // namespace quittance::workbook
