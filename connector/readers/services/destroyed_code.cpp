#include "readers/services/destroyed_code.hpp"

#include <algorithm>

namespace quittance {
namespace {

/// A code that a spreadsheet shows as a number.
bool is_shown_as_number(std::string_view code) {
    if (code.empty() || code.front() < '0' || code.front() > '9') {
        return false;  // nearly every code of a large file
    }
    const std::size_t e = code.find_first_of("eE");
    if (e == std::string_view::npos || e + 1 >= code.size()) {
        return false;
    }
    const bool marked = code.substr(0, e).find_first_of(".,") != std::string_view::npos;
    return (code[e + 1] == '+' || (code[e + 1] == '-' && marked)) &&
           code.find_first_not_of("0123456789.,", 0) == e &&
           code.find_first_not_of("0123456789", e + 2) == std::string_view::npos;
}

}  // namespace

bool is_destroyed(const Cell& cell, std::string_view code) {
    constexpr std::size_t digits_kept = 15;  // of a number, by a spreadsheet
    if (cell.kind == Cell::Kind::number) {
        return std::min(code.find('.'), code.size()) > digits_kept;
    }
    return is_shown_as_number(code);
}

}  // namespace quittance
