// Numbers: read exactly, or refused with a reason.

#include "domain/decimal.hpp"
#include "readers/values/number_text.hpp"
#include "readers/values/plain_decimal.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

using namespace quittance;

namespace {

const std::array marks = {NumberMarks{",", "", "EUR"},  NumberMarks{",", " ", "EUR"},
                          NumberMarks{".", ",", "USD"}, NumberMarks{",", ".", "EUR"},
                          NumberMarks{".", "'", "CHF"}, NumberMarks{".", "", "GBP"}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// A number's digits around the decimal mark, without zeros that say nothing.
struct Digits {
    std::string whole;
    std::string behind;

    Digits(std::string_view text, char mark) {
        bool is_behind = false;
        for (const char c : text) {
            is_behind = is_behind || c == mark;
            if (is_digit(c)) {
                (is_behind ? behind : whole) += c;
            }
        }
        whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
        behind.erase(behind.find_last_not_of('0') + 1);
    }
    bool operator==(const Digits&) const = default;
};

void check_exact(std::string_view text, const NumberMarks& one) {
    const NumberReading reading = read_number(text, one);
    if (reading.trouble == NumberTrouble::none) {
        const std::string value = reading.value.text();
        fuzz::held(Digits(text, one.decimal.front()) == Digits(value, '.'),
                   "a number is read with its own digits: " + value);
        fuzz::held(Decimal::parse(value) == reading.value, "a decimal is read back");
        const bool has_minus =
            text.find_first_of("-(") != text.npos || text.find("\xE2\x88\x92") != text.npos;
        fuzz::held(reading.value.is_zero() || reading.value.is_negative() == has_minus,
                   "a number has its own sign");
    } else if (reading.trouble == NumberTrouble::empty) {
        fuzz::held(std::none_of(text.begin(), text.end(), is_digit), "digits are not nothing");
    }
}

void check_plain(std::string_view text) {
    const auto plain = plain_decimal(text);
    if (!plain) {
        return;
    }
    fuzz::held(plain->size() <= 41, "a plain number is bounded");
    fuzz::held(plain_decimal(*plain) == plain, "a plain number stays as it is");
    const auto significant = [](std::string_view of) {
        std::string digits;
        for (const char c : of.substr(0, of.find_first_of("eE"))) {
            digits += is_digit(c) ? std::string(1, c) : "";
        }
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
        digits.erase(digits.find_last_not_of('0') + 1);
        return digits;
    };
    fuzz::held(significant(text) == significant(*plain), "a plain number has the same digits");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const NumberMarks& one = input.one_of(marks);
    const std::string text = input.rest();
    check_exact(text, one);
    check_plain(text);
    if (const auto decimal = Decimal::parse(text)) {
        fuzz::held(Digits(text, '.') == Digits(decimal->text(), '.'), "a decimal is exact");
    }
    return 0;
}
