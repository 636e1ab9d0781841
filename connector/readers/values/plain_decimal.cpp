#include "readers/values/plain_decimal.hpp"

#include <charconv>

namespace quittance {
namespace {

constexpr int exponent_max = 100;
constexpr std::size_t length_max = 40;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Digits without a point, and how many of them stand behind it.
struct Digits {
    std::string all;
    int decimals = 0;
};

/// The digits at the front of `text`; false when there are none.
bool take_digits(std::string_view& text, Digits& digits) {
    bool point = false;
    while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !point))) {
        if (text.front() == '.') {
            point = true;
        } else {
            digits.all.push_back(text.front());
            digits.decimals += point ? 1 : 0;
        }
        text.remove_prefix(1);
    }
    return !digits.all.empty();
}

std::optional<int> exponent_of(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    if (text.front() != 'e' && text.front() != 'E') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    int exponent = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() ||
        exponent > exponent_max || exponent < -exponent_max) {
        return std::nullopt;
    }
    return exponent;
}

}  // namespace

std::optional<std::string> plain_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    text.remove_prefix(negative ? 1 : 0);
    Digits digits;
    if (!take_digits(text, digits)) {
        return std::nullopt;
    }
    const auto exponent = exponent_of(text);
    if (!exponent) {
        return std::nullopt;
    }
    digits.decimals -= *exponent;
    if (digits.decimals < 0) {
        digits.all.append(static_cast<std::size_t>(-digits.decimals), '0');
        digits.decimals = 0;
    }
    const auto decimals = static_cast<std::size_t>(digits.decimals);
    if (digits.all.size() <= decimals) {
        digits.all.insert(0, decimals + 1 - digits.all.size(), '0');
    }
    std::string plain = digits.all.substr(0, digits.all.size() - decimals);
    plain.erase(0, std::min(plain.find_first_not_of('0'), plain.size() - 1));
    if (decimals > 0) {
        plain += '.' + digits.all.substr(digits.all.size() - decimals);
    }
    if (plain.size() > length_max) {
        return std::nullopt;
    }
    const bool zero = plain.find_first_not_of("0.") == std::string::npos;
    return negative && !zero ? '-' + plain : plain;
}

}  // namespace quittance
