#include "readers/values/card_number.hpp"

#include <algorithm>
#include <array>

namespace quittance {
namespace {

constexpr std::size_t digits_min = 13;
constexpr std::size_t digits_max = 19;
constexpr std::size_t siret_length = 14;
constexpr std::size_t siren_length = 9;

/// Numbers of `from` to `to` (of as many digits) at the front belong to an issuer whose cards
/// have so many digits. Source: the issuers' public ranges (ISO/IEC 7812).
struct Issuer {
    int from;
    int to;
    std::size_t prefix_length;
    std::size_t length_min;
    std::size_t length_max;
};

constexpr std::array issuers = {
    Issuer{4, 4, 1, 16, 16},       Issuer{4, 4, 1, 13, 13},       Issuer{4, 4, 1, 19, 19},
    Issuer{51, 55, 2, 16, 16},     Issuer{2221, 2720, 4, 16, 16}, Issuer{34, 34, 2, 15, 15},
    Issuer{37, 37, 2, 15, 15},     Issuer{6011, 6011, 4, 16, 19}, Issuer{644, 659, 3, 16, 19},
    Issuer{3528, 3589, 4, 16, 19}, Issuer{300, 305, 3, 14, 19},   Issuer{36, 36, 2, 14, 19},
    Issuer{38, 39, 2, 16, 19},     Issuer{62, 62, 2, 16, 19},     Issuer{5018, 5018, 4, 13, 19},
    Issuer{5020, 5020, 4, 13, 19}, Issuer{5038, 5038, 4, 13, 19}, Issuer{5893, 5893, 4, 13, 19},
    Issuer{6304, 6304, 4, 13, 19}, Issuer{6759, 6763, 4, 13, 19}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool luhn(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

bool has_issuer(const std::string& digits) {
    return std::any_of(issuers.begin(), issuers.end(), [&digits](const Issuer& issuer) {
        const int prefix = std::stoi(digits.substr(0, issuer.prefix_length));
        return prefix >= issuer.from && prefix <= issuer.to && digits.size() >= issuer.length_min &&
               digits.size() <= issuer.length_max;
    });
}

bool is_card(const std::string& digits) {
    if (digits.size() < digits_min || digits.size() > digits_max || !luhn(digits) ||
        !has_issuer(digits)) {
        return false;
    }
    return digits.size() != siret_length || !luhn(digits.substr(0, siren_length));
}

}  // namespace

std::vector<std::string> card_numbers_in(std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::string digits;
        std::size_t end = at;
        for (std::size_t here = at; here < text.size(); ++here) {
            const bool joins = (text[here] == ' ' || text[here] == '-') && here + 1 < text.size() &&
                               is_digit(text[here + 1]);
            if (is_digit(text[here])) {
                digits.push_back(text[here]);
                end = here + 1;
            } else if (!joins) {
                break;
            }
        }
        if (is_card(digits)) {
            found.emplace_back(text.substr(at, end - at));
        }
        at = end;
    }
    return found;
}

std::vector<std::string> long_card_numbers_in(std::string_view text) {
    constexpr std::ptrdiff_t digits_sure = 15;
    std::vector<std::string> found = card_numbers_in(text);
    std::erase_if(found, [](const std::string& number) {
        return std::count_if(number.begin(), number.end(), is_digit) < digits_sure;
    });
    return found;
}

std::string masked_card(std::string_view number) {
    constexpr int shown = 4;
    std::string masked(number);
    int digits = 0;
    for (auto c = masked.rbegin(); c != masked.rend(); ++c) {
        if (is_digit(*c) && ++digits > shown) {
            *c = '*';
        }
    }
    return masked;
}

std::string with_masked_cards(std::string text) {
    for (const auto& number : long_card_numbers_in(text)) {
        text.replace(text.find(number), number.size(), masked_card(number));
    }
    return text;
}

}  // namespace quittance
