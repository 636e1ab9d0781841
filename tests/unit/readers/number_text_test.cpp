#include "readers/values/number_text.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

std::string read(const char* text, const char* decimal, const char* thousands,
                 const char* currency = "EUR") {
    const NumberReading reading = read_number(text, {decimal, thousands, currency});
    switch (reading.trouble) {
        case NumberTrouble::none:
            return reading.value.text();
        case NumberTrouble::empty:
            return "empty";
        case NumberTrouble::unreadable:
            return "unreadable";
        case NumberTrouble::ambiguous:
            return "ambiguous";
        case NumberTrouble::currency:
            return "of " + std::string(reading.currency);
    }
    return "";
}

// PA-03
TEST(NumberText, ReadsWhatThisWorldWrites) {
    EXPECT_EQ(read("1\u00A0234,50\u00A0€", ",", " "), "1234.5");
    EXPECT_EQ(read("1\u202F234,50 €", ",", " "), "1234.5");
    EXPECT_EQ(read("12,5", ",", ""), "12.5");
    EXPECT_EQ(read("1.234,50", ",", "."), "1234.5");
    EXPECT_EQ(read("1'234.50", ".", "'"), "1234.5");
    EXPECT_EQ(read("(12,00)", ",", ""), "-12");
    EXPECT_EQ(read("12,00-", ",", ""), "-12");
    EXPECT_EQ(read("−3", ",", ""), "-3");
    EXPECT_EQ(read("+4,5", ",", ""), "4.5");
    EXPECT_EQ(read(",5", ",", ""), "0.5");
}

// PA-03: 13,75 must not become 1375 (frappe/erpnext#7578)
TEST(NumberText, NeverGuessesAMark) {
    EXPECT_EQ(read("13.75", ",", ""), "ambiguous");
    EXPECT_EQ(read("13,75", ".", ","), "ambiguous");
    EXPECT_EQ(read("13.75", ",", "."), "ambiguous");
    EXPECT_EQ(read("1.234", ",", ""), "ambiguous");
    EXPECT_EQ(read("12.34.567", ",", "."), "ambiguous");
    EXPECT_EQ(read("1234.567", ",", "."), "ambiguous");
    EXPECT_EQ(read("1,2,3", ",", ""), "ambiguous");
    EXPECT_EQ(read("1 234", ",", ""), "ambiguous");
}

TEST(NumberText, TellsEmptyFromUnreadable) {
    EXPECT_EQ(read(" \u00A0 ", ",", ""), "empty");
    EXPECT_EQ(read("offert", ",", ""), "unreadable");
    EXPECT_EQ(read("1.23E+05", ".", ""), "unreadable");
    EXPECT_EQ(read("(-3)", ",", ""), "unreadable");
    EXPECT_EQ(read("-", ",", ""), "unreadable");
    EXPECT_EQ(read("1,2345678", ",", ""), "ambiguous") << "more than six decimals";
}

// PA-03
TEST(NumberText, OnlyTheOwnCurrencyMayStandBesideANumber) {
    EXPECT_EQ(read("3,00 CHF", ",", "", "CHF"), "3");
    EXPECT_EQ(read("3,00 €", ",", "", "CHF"), "of €");
    EXPECT_EQ(read("USD 3,00", ",", ""), "of USD");
    EXPECT_EQ(read("-$3,00", ",", ""), "of $");
    EXPECT_EQ(read("$3,00", ",", "", "CAD"), "3");
    EXPECT_EQ(read("eur 3,00", ",", ""), "3");
    EXPECT_EQ(read("XYZ 3,00", ",", "", "XYZ"), "3");
    EXPECT_EQ(read("usd", ",", ""), "unreadable");
}

TEST(NumberText, OneSignAndOneCurrencyAreEnough) {
    EXPECT_EQ(read("+-3", ",", ""), "unreadable");
    EXPECT_EQ(read("-3-", ",", ""), "unreadable");
    EXPECT_EQ(read("(+3)", ",", ""), "unreadable");
    EXPECT_EQ(read("EUREUR3", ",", ""), "unreadable");
    EXPECT_EQ(read("€ 3 EUR", ",", ""), "unreadable");
    EXPECT_EQ(read("- 3 €", ",", ""), "-3");
}

}  // namespace
}  // namespace quittance
