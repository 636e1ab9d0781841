#include "readers/values/card_number.hpp"

#include <algorithm>
#include <array>

namespace quittance {
namespace {

using namespace std::string_view_literals;

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

/// The number with another byte for each no-break space.
std::string with_blank(std::string text, std::string_view blank) {
    constexpr auto written = "\xC2\xA0"sv;
    for (std::size_t at = text.find(written); at != std::string::npos; at = text.find(written)) {
        text.replace(at, written.size(), blank);
    }
    return text;
}

/// Digits, marks and blanks as UTF-16 has them.
std::string as_utf16(std::string_view text, bool high_first) {
    std::string wide;
    const auto add = [&](char high, char low) {
        wide += high_first ? std::string{high, low} : std::string{low, high};
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("\xC2\xA0"sv)) {
            add('\0', '\xA0');
            at += 2;
        } else if (rest.starts_with("\xE2\x80\xAF"sv) || rest.starts_with("\xE2\x80\x89"sv)) {
            add('\x20', rest[2] == '\xAF' ? '\x2F' : '\x09');
            at += 3;
        } else {
            add('\0', text[at++]);
        }
    }
    return wide;
}

/// The digits of a group, and where it stands in the text.
struct Group {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// How many bytes of a mark stand at `at` that joins groups of digits: a blank, also one that does
/// not break (a single byte of Windows-1252 too), a dash or a point. 0: none.
std::size_t joint_at(std::string_view text, std::size_t at) {
    constexpr std::array joints = {
        " "sv, "-"sv, "."sv, "\xC2\xA0"sv, "\xA0"sv, "\xE2\x80\xAF"sv, "\xE2\x80\x89"sv};
    for (const auto joint : joints) {
        if (text.substr(at).starts_with(joint)) {
            return joint.size();
        }
    }
    return 0;
}

/// The groups of digits from `at` on that single marks join.
std::vector<Group> groups_at(std::string_view text, std::size_t at) {
    std::vector<Group> groups;
    for (std::size_t begin = at; begin < text.size() && is_digit(text[begin]);) {
        std::size_t end = begin;
        while (end < text.size() && is_digit(text[end])) {
            ++end;
        }
        groups.push_back({begin, end});
        const std::size_t joint = joint_at(text, end);
        if (joint == 0) {
            break;
        }
        begin = end + joint;
    }
    return groups;
}

/// Whether groups inside a longer run look like a card's: pairs are those of telephones.
bool is_grouped(const std::vector<Group>& groups, std::size_t first, std::size_t last) {
    constexpr std::size_t group_min = 4;
    std::size_t digits = 0;
    for (std::size_t i = first; i <= last; ++i) {
        const std::size_t size = groups[i].end - groups[i].begin;
        digits += size;
        if (size < group_min && i != last) {
            return false;
        }
    }
    return digits > siret_length && groups[last].end - groups[last].begin >= group_min - 1;
}

/// How many of the groups from `first` on are a card's number together; 0: none.
std::size_t card_at(std::string_view text, const std::vector<Group>& groups, std::size_t first) {
    std::string digits;
    for (std::size_t i = first; i < groups.size() && digits.size() < digits_max; ++i) {
        digits += text.substr(groups[i].begin, groups[i].end - groups[i].begin);
        const bool whole = first == 0 && i + 1 == groups.size();
        if (is_card(digits) && (whole || is_grouped(groups, first, i))) {
            return i + 1 - first;
        }
    }
    return 0;
}

/// Calls `use` with where each card's number stands in the text.
template <typename Use>
void each_card(std::string_view text, const Use& use) {
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        const auto groups = groups_at(text, at);
        for (std::size_t i = 0; i < groups.size();) {
            const std::size_t count = card_at(text, groups, i);
            if (count > 0) {
                use(Group{groups[i].begin, groups[i + count - 1].end});
            }
            i += std::max<std::size_t>(count, 1);
        }
        at = groups.back().end;
    }
}

/// Without knowing what a column means, a shorter number is rather a ticket's.
bool is_long(std::string_view number) {
    constexpr std::ptrdiff_t digits_sure = 15;
    return std::count_if(number.begin(), number.end(), is_digit) >= digits_sure;
}

}  // namespace

std::vector<std::string> card_numbers_in(std::string_view text) {
    std::vector<std::string> found;
    each_card(text, [&](const Group& card) {
        found.emplace_back(text.substr(card.begin, card.end - card.begin));
    });
    return found;
}

std::vector<CardBytes> bytes_of_card(const std::string& number) {
    const std::string masked = masked_card(number);
    std::vector<CardBytes> forms = {{number, masked}};
    // A blank that does not break is one byte in Windows-1252 and Latin, in Macintosh, in DOS.
    for (const std::string_view blank : {"\xA0"sv, "\xCA"sv, "\xFF"sv}) {
        if (auto other = with_blank(number, blank); other != number) {
            forms.push_back({std::move(other), with_blank(masked, blank)});
        }
    }
    for (const bool zero_first : {false, true}) {
        forms.push_back({as_utf16(number, zero_first), as_utf16(masked, zero_first)});
    }
    return forms;
}

std::vector<std::string> long_card_numbers_in(std::string_view text) {
    std::vector<std::string> found = card_numbers_in(text);
    std::erase_if(found, [](const std::string& number) { return !is_long(number); });
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

void mask_number(std::string& text, std::string_view number) {
    const auto is_digit_at = [&text](std::size_t at) {
        return at < text.size() && is_digit(text[at]);  // before the first: beyond all
    };
    const std::string masked = masked_card(number);
    for (std::size_t at = text.find(number); at != std::string::npos;
         at = text.find(number, at + 1)) {
        if (!is_digit_at(at - 1) && !is_digit_at(at + number.size())) {
            text.replace(at, number.size(), masked);
        }
    }
}

std::string with_masked_cards(std::string text) {
    for (bool found = true; found;) {  // what is left of a run of digits may be another card
        found = false;
        const std::string before = text;
        each_card(before, [&](const Group& card) {
            const auto number = std::string_view(before).substr(card.begin, card.end - card.begin);
            if (is_long(number)) {
                text.replace(card.begin, number.size(), masked_card(number));
                found = true;
            }
        });
    }
    return text;
}

}  // namespace quittance
