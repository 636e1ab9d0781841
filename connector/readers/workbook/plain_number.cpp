#include "readers/workbook/plain_number.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace quittance::workbook {
namespace {

constexpr int significant_max = 15;
constexpr int exponent_max = 400;  // a double ends at 308

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// 0.d1d2d3… × 10^point, without leading zeros; no digits: zero.
struct Digits {
    std::array<char, significant_max> digits{};
    int count = 0;
    int point = 0;
    bool negative = false;
    bool round_up = false;
};

/// The digits before the exponent; `text` is left at what follows them.
bool read_mantissa(std::string_view& text, Digits& number) {
    bool seen_digit = false, seen_point = false, dropped = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '.' && !seen_point) {
            seen_point = true;
            continue;
        }
        if (!is_digit(c)) {
            break;
        }
        seen_digit = true;
        if (number.count == 0 && c == '0') {
            number.point -= seen_point ? 1 : 0;
            continue;
        }
        number.point += seen_point ? 0 : 1;
        if (number.count < significant_max) {
            number.digits[static_cast<std::size_t>(number.count++)] = c;
        } else if (!dropped) {
            number.round_up = c >= '5';
            dropped = true;
        }
    }
    text.remove_prefix(at);
    return seen_digit;
}

bool read_exponent(std::string_view text, int& exponent) {
    if (text.empty()) {
        return true;
    }
    if (text.front() != 'e' && text.front() != 'E') {
        return false;
    }
    text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
        return false;
    }
    for (const char c : text) {
        exponent = exponent * 10 + (c - '0');
        if (exponent > exponent_max) {
            return false;
        }
    }
    exponent = negative ? -exponent : exponent;
    return true;
}

void round_last(Digits& number) {
    if (number.round_up) {
        int at = number.count - 1;
        while (at >= 0 && number.digits[static_cast<std::size_t>(at)] == '9') {
            --at;
        }
        if (at < 0) {  // 999… becomes 1000…
            number.digits[0] = '1';
            number.count = 1;
            ++number.point;
            return;
        }
        ++number.digits[static_cast<std::size_t>(at)];
        number.count = at + 1;
    }
    while (number.count > 0 && number.digits[static_cast<std::size_t>(number.count - 1)] == '0') {
        --number.count;
    }
}

void write(const Digits& number, std::string& into) {
    into.clear();
    if (number.count == 0) {
        into = "0";
        return;
    }
    if (number.negative) {
        into += '-';
    }
    const char* const digits = number.digits.data();
    const auto count = static_cast<std::size_t>(number.count);
    if (number.point <= 0) {
        into.append("0.").append(static_cast<std::size_t>(-number.point), '0');
        into.append(digits, count);
        return;
    }
    const auto whole = static_cast<std::size_t>(number.point);
    into.append(digits, std::min(whole, count));
    if (whole > count) {
        into.append(whole - count, '0');
    } else if (whole < count) {
        into.append(1, '.').append(digits + whole, count - whole);
    }
}

/// A whole number of few digits stands as it is.
bool is_plain(std::string_view text) {
    return !text.empty() && text.size() <= significant_max &&
           (text.front() != '0' || text.size() == 1) &&
           std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool plain_number(std::string_view stored, std::string& into) {
    if (is_plain(stored)) {
        into.assign(stored);
        return true;
    }
    while (!stored.empty() && is_blank(stored.front())) {
        stored.remove_prefix(1);
    }
    while (!stored.empty() && is_blank(stored.back())) {
        stored.remove_suffix(1);
    }
    Digits number;
    number.negative = stored.starts_with('-');
    if (number.negative || stored.starts_with('+')) {
        stored.remove_prefix(1);
    }
    int exponent = 0;
    // A mantissa of thousands of digits would be no number of a spreadsheet, and overflow `point`.
    if (stored.size() > 1'000 || !read_mantissa(stored, number) ||
        !read_exponent(stored, exponent)) {
        return false;
    }
    number.point += exponent;
    round_last(number);
    if (number.point > exponent_max || number.point < -exponent_max) {
        return false;
    }
    write(number, into);
    return true;
}

}  // namespace quittance::workbook
