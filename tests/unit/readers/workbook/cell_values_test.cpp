#include "readers/workbook/moment_text.hpp"
#include "readers/workbook/number_format.hpp"
#include "readers/workbook/plain_number.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quittance::workbook {
namespace {

std::string plain(std::string_view stored) {
    std::string text;
    return plain_number(stored, text) ? text : "no number";
}

TEST(PlainNumber, WritesExponentsOut) {
    EXPECT_EQ(plain("1.2345E-5"), "0.000012345");
    EXPECT_EQ(plain("1.23456789e+22"), "12345678900000000000000");
    EXPECT_EQ(plain("1E2"), "100");
    EXPECT_EQ(plain("-0.5e1"), "-5");
    EXPECT_EQ(plain("1E-320").size(), 322U);
}

TEST(PlainNumber, RoundsTo15SignificantDigitsOnTheDigits) {
    EXPECT_EQ(plain("0.30000000000000004"), "0.3");
    EXPECT_EQ(plain("1.1499999999999999"), "1.15");
    EXPECT_EQ(plain("4.6349999999999998"), "4.635");
    EXPECT_EQ(plain("1234567890123456"), "1234567890123460");
    EXPECT_EQ(plain("999999999999999.9"), "1000000000000000");
    EXPECT_EQ(plain("0.00099999999999999999"), "0.001");
    EXPECT_EQ(plain("1234567890.123444999"), "1234567890.12344");
}

TEST(PlainNumber, TakesWhatProgramsWrite) {
    EXPECT_EQ(plain(" 12\n"), "12");
    EXPECT_EQ(plain("007.50"), "7.5");
    EXPECT_EQ(plain("+.5"), "0.5");
    EXPECT_EQ(plain("5."), "5");
    EXPECT_EQ(plain("-0.00"), "0");
    EXPECT_EQ(plain("0"), "0");
}

TEST(PlainNumber, RefusesEverythingElse) {
    for (const char* const text : {"", " ", ".", "-", "12,5", "1 000", "1.2.3", "0x10", "NaN", "1E",
                                   "1E+", "1E5x", "1E999", "--1", "1E99999999999999999999"}) {
        EXPECT_EQ(plain(text), "no number") << text;
    }
}

RC_GTEST_PROP(PlainNumber, KeepsWholeNumbersAndTheirHundredths, (std::int32_t whole)) {
    RC_ASSERT(plain(std::to_string(whole)) == std::to_string(whole));
    RC_ASSERT(plain(std::to_string(whole) + ".25") == std::to_string(whole) + ".25");
}

// PA-08
TEST(Moment, SerialNumbersAreDays) {
    EXPECT_EQ(from_serial("46296", Epoch::from_1900).text, "2026-10-01");
    EXPECT_EQ(from_serial("44834", Epoch::from_1904).text, "2026-10-01");
    EXPECT_EQ(from_serial("1", Epoch::from_1900).text, "1900-01-01");
    EXPECT_EQ(from_serial("59", Epoch::from_1900).text, "1900-02-28");
    EXPECT_EQ(from_serial("61", Epoch::from_1900).text, "1900-03-01");
    EXPECT_EQ(from_serial("0", Epoch::from_1904).text, "1904-01-01");
    EXPECT_EQ(from_serial("2958465", Epoch::from_1900).text, "9999-12-31");
}

TEST(Moment, NoDayIsMadeUp) {
    for (const char* const serial : {"60", "-1", "2958466", "123456789012345"}) {
        EXPECT_EQ(from_serial(serial, Epoch::from_1900).kind, MomentKind::none) << serial;
    }
    EXPECT_EQ(from_serial("2957004", Epoch::from_1904).kind, MomentKind::none);
}

TEST(Moment, SecondsAreCutAndNeverMoveADay) {
    EXPECT_EQ(from_serial("46296.354166666664", Epoch::from_1900).text, "2026-10-01T08:30:00");
    EXPECT_EQ(from_serial("46296.9999999999", Epoch::from_1900).text, "2026-10-02");
    EXPECT_EQ(from_serial("46296.99999", Epoch::from_1900).text, "2026-10-01T23:59:59");
    EXPECT_EQ(from_iso("2026-10-01T23:59:59.900").text, "2026-10-01T23:59:59");
}

TEST(Moment, TimesHaveNoDay) {
    EXPECT_EQ(from_serial("0.5", Epoch::from_1900).text, "12:00:00");
    EXPECT_EQ(from_serial("0.5", Epoch::from_1900).kind, MomentKind::time);
    EXPECT_EQ(from_duration("1.5").text, "36:00:00");
    EXPECT_EQ(from_iso("08:30:00").kind, MomentKind::time);
    EXPECT_EQ(from_iso_duration("PT12H30M05.5S").text, "12:30:05");
    EXPECT_EQ(from_iso_duration("PT90M").text, "01:30:00");
}

TEST(Moment, IsoIsReadStrictly) {
    EXPECT_EQ(from_iso("2026-10-01").text, "2026-10-01");
    EXPECT_EQ(from_iso("2026-10-01T00:00:00.000Z").text, "2026-10-01");
    for (const char* const text :
         {"", "2026-02-30", "2026-10-01 08:30", "2026-10-01T08:30:00+02:00", "2026-10-01T24:00:00",
          "2026-10-01T08:30:00.", "01/10/2026", "2026-10-01T8:30"}) {
        EXPECT_EQ(from_iso(text).kind, MomentKind::none) << text;
    }
    for (const char* const text : {"", "P1D", "PT-1H", "PT1X", "PT1H30"}) {
        EXPECT_EQ(from_iso_duration(text).kind, MomentKind::none) << text;
    }
}

TEST(NumberFormat, KnowsMomentsByTheirMarks) {
    for (const char* const code :
         {"dd/mm/yyyy", "yyyy\\-mm\\-dd;@", "[$-40C]d\\ mmmm\\ yyyy", "h:mm AM/PM", "mm:ss.0",
          "[Red]DD.MM.YY", "\"le \"d", "ss.00", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"}) {
        EXPECT_EQ(shown_by_code(code), Shown::moment) << code;
    }
    for (const char* const code : {"[h]:mm", "[mm]:ss", "[$-409][SS]"}) {
        EXPECT_EQ(shown_by_code(code), Shown::duration) << code;
    }
}

TEST(NumberFormat, TakesNoNumberForADate) {
    for (const char* const code :
         {"General", "Standard", "0.00E+00", "#,##0.00\\ [$€-40C]", "0.00\" dh\"", "0\\d", "@",
          "0.00 dhs", "_-* #,##0_-;dd", "[Red]0", "\"dmy\"0", "", "[Magenta]#,##0", "0%"}) {
        EXPECT_EQ(shown_by_code(code), Shown::number) << code;
    }
}

TEST(NumberFormat, KnowsTheBuiltInOnes) {
    for (const int id : {14, 22, 27, 36, 45, 47, 50, 58}) {
        EXPECT_EQ(shown_by_id(id), Shown::moment) << id;
    }
    EXPECT_EQ(shown_by_id(46), Shown::duration);
    for (const int id : {0, 1, 13, 23, 37, 44, 48, 49, 59, 164}) {
        EXPECT_EQ(shown_by_id(id), Shown::number) << id;
    }
}

}  // namespace
}  // namespace quittance::workbook
