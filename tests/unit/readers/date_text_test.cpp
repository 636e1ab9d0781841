#include "readers/values/date_text.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

std::string read(const char* day, const char* format) {
    const auto date = read_date(day, format);
    EXPECT_EQ(DateForm(format).read(day), date) << day << " as " << format;
    return date ? text(*date) : "none";
}

// PA-08
TEST(DateText, ReadsTheDeclaredFormat) {
    EXPECT_EQ(read("01/10/2026", "DD/MM/YYYY"), "2026-10-01");
    EXPECT_EQ(read("1/10/2026", "DD/MM/YYYY"), "2026-10-01");
    EXPECT_EQ(read("01/10/26", "DD/MM/YY"), "2026-10-01");
    EXPECT_EQ(read("2026-10-01", "YYYY-MM-DD"), "2026-10-01");
    EXPECT_EQ(read(" 31.10.26 ", "DD.MM.YY"), "2026-10-31");
    EXPECT_EQ(read("20261031", "YYYYMMDD"), "2026-10-31");
}

// PA-08
TEST(DateText, ReadsMonthsByName) {
    EXPECT_EQ(read("1 oct. 2026", "D MMM YYYY"), "2026-10-01");
    EXPECT_EQ(read("1 octobre 2026", "D MMM YYYY"), "2026-10-01");
    EXPECT_EQ(read("28 FÉVR. 2026", "D MMM YYYY"), "2026-02-28");
    EXPECT_EQ(read("15-Aoû-26", "DD-MMM-YY"), "2026-08-15");
    EXPECT_EQ(read("Dec 31 2026", "MMM D YYYY"), "2026-12-31");
    EXPECT_EQ(read("1 juil. 2026", "D MMM YYYY"), "2026-07-01");
    for (const char* wrong : {"1 jui 2026", "1 oc 2026", "1 octo2026", "1 brumaire 2026"}) {
        EXPECT_EQ(read(wrong, "D MMM YYYY"), "none") << wrong;
    }
}

// PA-08
TEST(DateText, Pa08APointBehindAMonthsNameMayBeTheSeparator) {
    EXPECT_EQ(read("15.févr.2026", "D.MMM.YYYY"), "2026-02-15");
    EXPECT_EQ(read("15.févr..2026", "D.MMM.YYYY"), "2026-02-15");
    EXPECT_EQ(read("15.Feb.26", "DD.MMM.YY"), "2026-02-15");
    EXPECT_EQ(read("15.mai.2026", "D.MMM.YYYY"), "2026-05-15");
    EXPECT_EQ(read("2026.août.15", "YYYY.MMM.DD"), "2026-08-15");
    EXPECT_EQ(read("oct.1 2026", "MMM.D YYYY"), "2026-10-01");
    EXPECT_EQ(read("15.févr2026", "D.MMM.YYYY"), "none");
    EXPECT_EQ(read("15.févr...2026", "D.MMM.YYYY"), "none");
    EXPECT_EQ(read("15.jui.2026", "D.MMM.YYYY"), "none") << "June or July";
}

// PA-08
TEST(DateText, ReadsASpreadsheetsDayNumbers) {
    EXPECT_EQ(read("46296", "serial"), "2026-10-01");
    EXPECT_EQ(read("44834", "serial-1904"), "2026-10-01");
    EXPECT_EQ(read("46296,5", "serial"), "none");
    EXPECT_EQ(read("12", "serial"), "none");
    EXPECT_EQ(read("01/10/2026", "serial"), "none");
}

// PA-09: 03/04/2026
TEST(DateText, TheFormatDecidesAndNothingIsGuessed) {
    EXPECT_EQ(read("03/04/2026", "DD/MM/YYYY"), "2026-04-03");
    EXPECT_EQ(read("03/04/2026", "MM/DD/YYYY"), "2026-03-04");
    EXPECT_EQ(read("31/12/2026", "MM/DD/YYYY"), "none");
}

TEST(DateText, RefusesWhatIsNoDay) {
    for (const char* wrong : {"", "29/02/2026", "1/10/26", "01/10/2026 x", "01-10-2026", "//"}) {
        EXPECT_EQ(read(wrong, "DD/MM/YYYY"), "none") << wrong;
    }
}

TEST(DateText, AFormatOfOtherRunsThanItsOwnReadsNothing) {
    EXPECT_EQ(read("01/10/67562", "DD/MM/YYYYY"), "none") << "not a year of 16 bits: 2026";
    EXPECT_EQ(read("01/10/026", "DD/MM/YYY"), "none");
    EXPECT_EQ(read("01/10/2026", "DDDDD/MM/YYYY"), "none");
}

}  // namespace
}  // namespace quittance
