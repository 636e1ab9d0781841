#include "readers/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quittance {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(std::string_view text, char delimiter = ';') {
    CsvReader reader(text, delimiter);
    CsvRecord record;
    Rows rows;
    while (reader.next(record)) {
        rows.push_back(record.fields);
    }
    return rows;
}

// PA-15
TEST(Csv, ReadsQuotedFieldsAndMixedLineEnds) {
    EXPECT_EQ(read("a;\"b;\r\n\"\"c\"\"\"\r\nd;e\nf;\r\n"),
              (Rows{{"a", "b;\r\n\"c\""}, {"d", "e"}, {"f", ""}}));
    EXPECT_EQ(read("a;b;;\n"), (Rows{{"a", "b", "", ""}}));
    EXPECT_EQ(read("a"), (Rows{{"a"}}));
    EXPECT_EQ(read(""), Rows{});
}

TEST(Csv, CountsLinesThroughQuotedBreaks) {
    CsvReader reader("a\n\"x\ny\";1\nb\n", ';');
    CsvRecord record;
    std::vector<int> lines;
    while (reader.next(record)) {
        lines.push_back(record.line);
    }
    EXPECT_EQ(lines, (std::vector<int>{1, 2, 4}));
}

TEST(Csv, UnclosedQuoteNamesTheLineWhereItOpened) {
    CsvReader reader("a\nb;\"c\nd\n", ';');
    CsvRecord record;
    ASSERT_TRUE(reader.next(record));
    try {
        reader.next(record);
        FAIL() << "an unclosed quote was accepted";
    } catch (const CsvError& error) {
        EXPECT_EQ(error.line(), 2);
    }
}

TEST(Csv, RefusesARowThatIsTooWide) {
    const std::string wide(5'000, ';');
    CsvReader reader(wide, ';');
    CsvRecord record;
    EXPECT_THROW(reader.next(record), CsvError);
}

std::string quoted(const std::string& field) {
    std::string text = "\"";
    for (const char c : field) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + '"';
}

RC_GTEST_PROP(Csv, WhateverIsQuotedComesBack, (const std::vector<std::string>& fields)) {
    RC_PRE(!fields.empty());
    std::string text;
    for (const auto& field : fields) {
        text += (text.empty() ? "" : ";") + quoted(field);
    }
    RC_ASSERT(read(text + "\r\n") == Rows{fields});
}

}  // namespace
}  // namespace quittance
