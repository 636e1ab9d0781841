#include "readers/text/delimited.hpp"

#include "domain/file_facts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quittance {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Reading {
    explicit Reading(std::string bytes, Dialect dialect = {})
        : input(std::move(bytes)), text(input, "utf-8"), records(text, dialect) {}
    MemoryInput input;
    TextStream text;
    DelimitedRecords records;
    Record record;
};

Rows read(const std::string& bytes, Dialect dialect = {}) {
    Reading reading(bytes, dialect);
    Rows rows;
    while (reading.records.next(reading.record)) {
        auto& row = rows.emplace_back();
        for (const Cell& cell : reading.record.cells) {
            row.emplace_back(cell.text);
        }
    }
    return rows;
}

// PA-15
TEST(Delimited, ReadsQuotedFieldsAndMixedLineEnds) {
    EXPECT_EQ(read("a;\"b;\r\n\"\"c\"\"\"\r\nd;e\nf;\r\n"),
              (Rows{{"a", "b;\r\n\"c\""}, {"d", "e"}, {"f", ""}}));
    EXPECT_EQ(read("a;b;;\n"), (Rows{{"a", "b", "", ""}}));
    EXPECT_EQ(read("a"), (Rows{{"a"}}));
    EXPECT_EQ(read(""), Rows{});
}

TEST(Delimited, ARowThatEndsInsideOfACharacterIsNeverHandedOn) {
    for (const char* bytes : {"a;\xE2\n", "a;\xF0\x9F\n", "a;\xC3"}) {
        Reading reading(bytes);
        EXPECT_THROW((void)reading.records.next(reading.record), UnreadableFile);
    }
}

TEST(Delimited, ReadsDelimitersOfSeveralBytes) {
    const Dialect bars{'|', '"', Dialect::none, "|"};
    EXPECT_EQ(read("a||b|c||\"d||e\"||\n|||f\n", bars),
              (Rows{{"a", "b|c", "d||e", ""}, {"", "|f"}}));
    EXPECT_EQ(read("a|", bars), (Rows{{"a|"}}));
    EXPECT_EQ(read("a||", bars), (Rows{{"a", ""}}));
    EXPECT_EQ(read("é§b©\n", {'\xC2', '"', Dialect::none, "\xA7"}), (Rows{{"é", "b©"}}));
    EXPECT_EQ(read("a\\||b||c\n", {'|', Dialect::none, '\\', "|"}), (Rows{{"a||b", "c"}}))
        << "an escaped byte begins no delimiter";
}

TEST(Delimited, CountsLinesThroughQuotedBreaks) {
    Reading reading("a\n\"x\ny\";1\nb\n");
    std::vector<int> lines;
    while (reading.records.next(reading.record)) {
        lines.push_back(reading.record.row);
    }
    EXPECT_EQ(lines, (std::vector<int>{1, 2, 4}));
}

TEST(Delimited, SaysWhereTextStandsBehindAClosingQuote) {
    Reading reading("a;\"b\"c\nd;\"e\" \n\"f\"\"g\";h\"i\n\"j\"");
    std::vector<bool> broken;
    while (reading.records.next(reading.record)) {
        broken.push_back(reading.record.quote_broken);
    }
    EXPECT_EQ(broken, (std::vector<bool>{true, false, false, false}));
}

TEST(Delimited, WarnsOfRowsThatAQuoteHasSwallowed) {
    const auto told = [](const std::string& text) {
        Reading reading(text);
        while (reading.records.next(reading.record)) {
        }
        return reading.records.warnings();
    };
    const auto warnings = told("a;b;c\n1;2;\"x\n3;4;y\n5;6;\"\n");
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].code, "rows_in_quotes");
    EXPECT_EQ(warnings[0].row, 2);
    EXPECT_TRUE(told("a;b;c\n1;2;\"à 8 h;\r\nporte bleue\"\n").empty());
}

TEST(Delimited, WarnsWhenOnlyTheLastLineHasNoBreak) {
    const auto told = [](const std::string& text) {
        Reading reading(text);
        while (reading.records.next(reading.record)) {
        }
        return reading.records.warnings();
    };
    const auto warnings = told("a;b\nc;1234,5");
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].code, "file_cut");
    EXPECT_EQ(warnings[0].row, 2);
    EXPECT_TRUE(told("a;b\nc;1234,50\n").empty());
    EXPECT_TRUE(told("a;b\nc;\"1234,50\"").empty()) << "the closing quote shows that it is whole";
    EXPECT_TRUE(told("a;b").empty());
}

TEST(Delimited, UnclosedQuoteNamesTheLineWhereItOpened) {
    Reading reading("a\nb;\"c\nd\n");
    ASSERT_TRUE(reading.records.next(reading.record));
    try {
        (void)reading.records.next(reading.record);
        FAIL() << "an unclosed quote was accepted";
    } catch (const UnreadableFile& error) {
        EXPECT_EQ(error.issue().row, 2);
    }
}

TEST(Delimited, RefusesARowThatIsTooWide) {
    Reading reading(std::string(5'000, ';'));
    EXPECT_THROW((void)reading.records.next(reading.record), UnreadableFile);
}

std::string quoted(const std::string& field) {
    std::string text = "\"";
    for (const char c : field) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + '"';
}

TEST(Delimited, AnEscapedMarkIsAnOrdinaryCharacter) {
    const Dialect dialect{',', '"', '\\'};
    EXPECT_EQ(read("a\\,b,\"c\\\"d\",e\\\nf\n", dialect), (Rows{{"a,b", "c\"d", "e\nf"}}));
    EXPECT_EQ(read("\"a\",b\n", {',', Dialect::none, Dialect::none}), (Rows{{"\"a\"", "b"}}));
}

TEST(Delimited, RowsAreTheSameWhereverThePiecesOfALongFileEnd) {
    const std::string row = "\"x;\r\n\"\"y\"\"\";é;plain\r\n";
    std::string text;
    constexpr std::size_t count = 40'000;  // some pieces of 256 KiB
    for (std::size_t i = 0; i < count; ++i) {
        text += row;
    }
    const Rows rows = read(text);
    ASSERT_EQ(rows.size(), count);
    for (const auto& one : rows) {
        ASSERT_EQ(one, (std::vector<std::string>{"x;\r\n\"y\"", "é", "plain"}));
    }
}

RC_GTEST_PROP(Delimited, WhateverIsQuotedComesBack, ()) {
    const auto character = rc::gen::inRange<char>(1, 127);
    const auto fields = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(character)));
    std::string text;
    for (const auto& field : fields) {
        text += (text.empty() ? "" : ";") + quoted(field);
    }
    RC_ASSERT(read(text + "\r\n") == Rows{fields});
}

}  // namespace
}  // namespace quittance
