#include "domain/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quittance {
namespace {

TEST(Decimal, ReadsPlainNumbers) {
    EXPECT_EQ(Decimal::parse("12.5")->units(), 12'500'000);
    EXPECT_EQ(Decimal::parse("-0.000001")->units(), -1);
    EXPECT_EQ(Decimal::parse("9000000000000")->text(), "9000000000000");
}

TEST(Decimal, RefusesEverythingElse) {
    for (const char* text : {"", "-", ".", "1.", ".5", "1,5", "1e3", " 1", "1 ", "0x1", "+1",
                             "1.2.3", "1.0000001", "99999999999999", "nan", "--1"}) {
        EXPECT_FALSE(Decimal::parse(text)) << text;
    }
}

TEST(Decimal, WritesTheShortestExactText) {
    EXPECT_EQ(Decimal::from_units(1'500'000).text(), "1.5");
    EXPECT_EQ(Decimal::from_units(-5).text(), "-0.000005");
    EXPECT_EQ(Decimal().text(), "0");
    EXPECT_EQ(Decimal::from_units(1'250'000).decimals(), 2);
}

RC_GTEST_PROP(Decimal, TextAndBack, (std::int64_t units)) {
    const Decimal number = Decimal::from_units(units % (Decimal::limit * Decimal::one));
    RC_ASSERT(Decimal::parse(number.text()) == number);
}

}  // namespace
}  // namespace quittance
