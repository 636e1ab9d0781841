#include "domain/money.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace quittance {
namespace {

Decimal number(const char* text) {
    return Decimal::parse(text).value();
}

// PA-14: unit price 0.125 × 37
TEST(Money, LineAmountIsRoundedHalfUp) {
    EXPECT_EQ(line_amount(number("0.125"), number("37"), "EUR").text(), "4.63");
    EXPECT_EQ(line_amount(number("3"), number("1.005"), "EUR").text(), "3.02");
    EXPECT_EQ(line_amount(number("0.005"), number("1"), "EUR").text(), "0.01");
    EXPECT_EQ(line_amount(number("0.0049"), number("1"), "EUR").text(), "0.00");
}

TEST(Money, HalvesOfCreditsGoAwayFromZero) {
    EXPECT_EQ(line_amount(number("0.125"), number("-1"), "EUR").text(), "-0.13");
    EXPECT_EQ(line_amount(number("-0.125"), number("-1"), "EUR").text(), "0.13");
}

TEST(Money, KnowsTheDecimalsOfItsCurrency) {
    EXPECT_EQ(line_amount(number("1.5"), number("1"), "JPY", 0).text(), "2");
    EXPECT_EQ(line_amount(number("1.0005"), number("1"), "TND", 3).text(), "1.001");
}

TEST(Money, RefusesFractionsOfACent) {
    EXPECT_FALSE(Money::parse("1.005", "EUR"));
    EXPECT_EQ(Money::parse("-1.50", "EUR")->minor(), -150);
}

TEST(Money, IsNeverAddedAcrossCurrencies) {
    EXPECT_THROW((void)(Money(1, "EUR") + Money(1, "USD")), std::invalid_argument);
    EXPECT_EQ((Money() + Money(5, "EUR")), Money(5, "EUR"));
}

TEST(Money, OverflowIsAnErrorAndNotAnotherAmount) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    EXPECT_THROW((void)(Money(most, "EUR") + Money(1, "EUR")), std::overflow_error);
    EXPECT_THROW((void)line_amount(number("9000000000000"), number("9000000000000"), "EUR"),
                 std::overflow_error);
}

TEST(Money, PriceOfOneIsExactOrNothing) {
    EXPECT_EQ(unit_price(Money(3000, "EUR"), number("3")), number("10"));
    EXPECT_EQ(unit_price(Money(-463, "EUR"), number("37")), std::nullopt);
    EXPECT_EQ(unit_price(Money(-1050, "EUR"), number("0.5")), number("-21"));
    EXPECT_EQ(unit_price(Money(100, "EUR"), Decimal()), std::nullopt);
    EXPECT_EQ(unit_price(Money(Decimal::limit * 100, "EUR"), number("0.01")), std::nullopt);
}

RC_GTEST_PROP(Money, TextAndBack, (std::int64_t minor)) {
    const Money amount(minor % (Decimal::limit * 100), "EUR");
    RC_ASSERT(Money::parse(amount.text(), "EUR") == amount);
}

RC_GTEST_PROP(Money, CreditOfALineIsTheNegatedLine, (int price, int quantity)) {
    const auto p = Decimal::from_units(price);
    const auto q = Decimal::from_units(quantity);
    RC_ASSERT(line_amount(p, -q, "EUR") == -line_amount(p, q, "EUR"));
}

}  // namespace
}  // namespace quittance
