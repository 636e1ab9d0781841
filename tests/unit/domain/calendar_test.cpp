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

TEST(Calendar, FindsTheMonthInAFilesName) {
    for (const char* name : {"linge_2026-10.csv", "linge 202610.csv", "2026_10", "2026-10-15.csv",
                             "2026-10 bis 2026-10.csv"}) {
        EXPECT_EQ(Period::in_name(name).value_or(Period()).text(), "2026-10") << name;
    }
    for (const char* name : {"linge_261012.csv", "190112.csv", "12026-10.csv", "20261015.csv",
                             "2026-13.csv", "2026-09_2026-10.csv", "2026", "20", ""}) {
        EXPECT_FALSE(Period::in_name(name)) << name;
    }
}

}  // namespace
}  // namespace quittance
