#include "domain/calendar.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

TEST(Calendar, ReadsRealDaysOnly) {
    EXPECT_EQ(text(parse_date("2028-02-29").value()), "2028-02-29");
    for (const char* wrong :
         {"2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ", ""}) {
        EXPECT_FALSE(parse_date(wrong)) << wrong;
    }
}

TEST(Calendar, PeriodsCrossTheYear) {
    EXPECT_EQ(Period::parse("2026-01")->previous().text(), "2025-12");
    EXPECT_EQ(Period(parse_date("2026-10-31").value()).text(), "2026-10");
    EXPECT_FALSE(Period::parse("2026-13"));
    EXPECT_FALSE(Period::parse("2026-1"));
}

}  // namespace
}  // namespace quittance
