#pragma once

#include "domain/decimal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// The marks that a profile declares. Nothing is guessed from the number itself.
struct NumberMarks {
    std::string decimal = ",";  ///< one character
    std::string thousands;      ///< "" none; " " also stands for the no-break spaces
};

enum class NumberTrouble {
    none,
    empty,
    unreadable,  ///< no number at all
    ambiguous    ///< a number under other marks than the declared ones
};

struct NumberReading {
    NumberTrouble trouble = NumberTrouble::none;
    Decimal value;
};

/// Reads `1 234,50 €`, `(12,00)`, `12,00-`, `−3`: currency signs and blanks around it are
/// allowed, groups of thousands must be of three digits, at most six decimals.
[[nodiscard]] NumberReading read_number(std::string_view text, const NumberMarks& marks);

/// `text` without the blanks around it, no-break spaces included.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace quittance
