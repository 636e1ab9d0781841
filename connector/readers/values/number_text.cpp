#include "readers/values/number_text.hpp"

#include "readers/values/currency_mark.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace quittance {
namespace {

using namespace std::string_view_literals;

constexpr std::array blanks = {" "sv, "\t"sv, "\xC2\xA0"sv, "\xE2\x80\xAF"sv, "\xE2\x80\x89"sv};
constexpr auto minus_sign = "\xE2\x88\x92"sv;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <typename Texts>
bool strip_front(std::string_view& text, const Texts& any) {
    for (const auto one : any) {
        if (text.starts_with(one)) {
            text.remove_prefix(one.size());
            return true;
        }
    }
    return false;
}

template <typename Texts>
bool strip_back(std::string_view& text, const Texts& any) {
    for (const auto one : any) {
        if (text.ends_with(one)) {
            text.remove_suffix(one.size());
            return true;
        }
    }
    return false;
}

/// Takes a code or sign of the currency off one end.
bool strip_currency(std::string_view& text, std::string_view code) {
    for (const auto& mark : currency_marks) {
        if (mark.code == code) {
            const std::array marks = {mark.code, mark.small_code,
                                      mark.sign.empty() ? mark.code : mark.sign};
            return strip_front(text, marks) || strip_back(text, marks);
        }
    }
    return !code.empty() &&
           (strip_front(text, std::array{code}) || strip_back(text, std::array{code}));
}

/// Takes a sign, parentheses and the own currency off, one of each; true when they make the number
/// negative. Nothing when there are more, which may contradict each other.
std::optional<bool> strip_signs(std::string_view& text, std::string_view currency) {
    constexpr std::array minus = {"-"sv, minus_sign};
    constexpr std::array plus = {"+"sv};
    int negatives = 0;
    int positives = 0;
    int currencies = 0;
    for (bool changed = true; changed;) {
        text = trimmed(text);
        changed = strip_currency(text, currency);
        currencies += changed ? 1 : 0;
        if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
            text = text.substr(1, text.size() - 2);
            ++negatives;
            changed = true;
        }
        if (strip_front(text, minus) || strip_back(text, minus)) {
            ++negatives;
            changed = true;
        } else if (strip_front(text, plus)) {
            ++positives;
            changed = true;
        }
    }
    if (negatives + positives > 1 || currencies > 1) {
        return std::nullopt;
    }
    return negatives == 1;
}

/// The thousands mark at the front of `text`: its length, 0 when it is not there.
std::size_t mark_length(std::string_view text, const std::string& mark) {
    if (mark.empty()) {
        return 0;
    }
    if (mark != " ") {
        return text.starts_with(mark) ? mark.size() : 0;
    }
    for (const auto blank : blanks) {
        if (text.starts_with(blank)) {
            return blank.size();
        }
    }
    return 0;
}

/// `1 234,5` as `1234.5`; nothing when groups or marks are not as declared.
std::optional<std::string> normalised(std::string_view text, const NumberMarks& marks) {
    std::string whole;
    std::size_t group = 0;
    bool grouped = false;
    while (!text.empty() && !text.starts_with(marks.decimal)) {
        if (is_digit(text.front())) {
            whole.push_back(text.front());
            ++group;
            text.remove_prefix(1);
            continue;
        }
        const std::size_t length = mark_length(text, marks.thousands);
        if (length == 0 || group == 0 || group > 3 || (grouped && group != 3)) {
            return std::nullopt;
        }
        grouped = true;
        group = 0;
        text.remove_prefix(length);
    }
    if (grouped && group != 3) {
        return std::nullopt;
    }
    if (text.empty()) {
        return whole.empty() ? std::nullopt : std::optional(whole);
    }
    text.remove_prefix(marks.decimal.size());
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
        return std::nullopt;
    }
    return (whole.empty() ? "0" : whole) + '.' + std::string(text);
}

bool looks_like_a_number(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_digit) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || ".,' \xC2\xA0\xE2\x80\xAF\x89"sv.find(c) != std::string::npos;
           });
}

/// The plainest of numbers, `-12,50`, in millionths; nothing for all that needs a closer look.
std::optional<std::int64_t> plain_units(std::string_view text, char decimal_mark) {
    constexpr std::size_t digits_max = 12;
    const bool negative = text.starts_with('-');
    std::int64_t units = 0;
    std::size_t at = negative ? 1 : 0;
    const std::size_t whole_begin = at;
    for (; at < text.size() && at - whole_begin <= digits_max && is_digit(text[at]); ++at) {
        units = units * 10 + (text[at] - '0');
    }
    if (at == whole_begin || at - whole_begin > digits_max) {
        return std::nullopt;
    }
    std::size_t decimals = 0;
    if (at < text.size()) {
        if (text[at] != decimal_mark || at + 1 == text.size()) {
            return std::nullopt;
        }
        for (++at; at < text.size() && is_digit(text[at]); ++at, ++decimals) {
            if (decimals == Decimal::places) {
                return std::nullopt;
            }
            units = units * 10 + (text[at] - '0');
        }
    }
    if (at < text.size()) {
        return std::nullopt;
    }
    for (; decimals < Decimal::places; ++decimals) {
        units *= 10;
    }
    return negative ? -units : units;
}

/// The mark of another currency at an end of a number; "" when it is no such number.
std::string_view other_currency(std::string_view text, const NumberMarks& marks) {
    const std::string_view own_sign = currency_sign(marks.currency);
    for (const auto& mark : currency_marks) {
        for (const auto written : {mark.code, mark.small_code, mark.sign}) {
            std::string_view rest = text;
            const bool foreign =
                mark.code != marks.currency && !written.empty() && written != own_sign &&
                (strip_front(rest, std::array{written}) || strip_back(rest, std::array{written}));
            if (foreign && normalised(trimmed(rest), marks)) {
                return written;
            }
        }
    }
    return {};
}

}  // namespace

std::string_view trimmed_of_blanks(std::string_view text) {
    while (strip_front(text, blanks)) {
    }
    while (strip_back(text, blanks)) {
    }
    return text;
}

NumberReading read_number(std::string_view text, const NumberMarks& marks) {
    if (marks.decimal.size() == 1) {
        if (const auto units = plain_units(text, marks.decimal.front())) {
            return {NumberTrouble::none, Decimal::from_units(*units)};
        }
    }
    if (trimmed(text).empty()) {
        return {NumberTrouble::empty, {}};
    }
    const auto negative = strip_signs(text, marks.currency);
    if (!negative) {
        return {NumberTrouble::unreadable, {}};
    }
    const auto plain = normalised(text, marks);
    const auto value = plain ? Decimal::parse(*plain) : std::nullopt;
    if (value) {
        return {NumberTrouble::none, *negative ? -*value : *value};
    }
    if (const auto other = other_currency(text, marks); !other.empty()) {
        return {NumberTrouble::currency, {}, other};
    }
    return {looks_like_a_number(text) ? NumberTrouble::ambiguous : NumberTrouble::unreadable, {}};
}

}  // namespace quittance
