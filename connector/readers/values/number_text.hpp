#pragma once

#include "domain/decimal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// The marks that a profile declares. Nothing is guessed from the number itself.
struct NumberMarks {
    std::string decimal = ",";     ///< one character
    std::string thousands;         ///< "" none; " " also stands for the no-break spaces
    std::string currency = "EUR";  ///< whose code and sign may stand beside the number
};

enum class NumberTrouble {
    none,
    empty,
    unreadable,  ///< no number at all
    ambiguous,   ///< a number under other marks than the declared ones
    currency     ///< a number of another currency
};

struct NumberReading {
    NumberTrouble trouble = NumberTrouble::none;
    Decimal value;
    std::string_view currency{};  ///< the other currency's code or sign
};

/// Reads `1 234,50 €`, `(12,00)`, `12,00-`, `−3`: one sign, one mark of the own currency and blanks
/// around it are allowed, groups of thousands must be of three digits, at most six decimals.
[[nodiscard]] NumberReading read_number(std::string_view text, const NumberMarks& marks);

/// Takes blanks off, if need be in several steps.
[[nodiscard]] std::string_view trimmed_of_blanks(std::string_view text);

/// `text` without the blanks around it, no-break spaces included.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7F'; };
    const bool plain = text.empty() || (is_plain(text.front()) && is_plain(text.back()));
    return plain ? text : trimmed_of_blanks(text);  // nearly every field of a large file is
}

}  // namespace quittance
