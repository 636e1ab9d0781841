#include "readers/workbook/workbook.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

std::string merged(const std::string& rows, const std::string& ranges) {
    return zip_of(
        xlsx_parts({.sheets = {{"F", rows}}, .after = "<mergeCells>" + ranges + "</mergeCells>"}));
}

std::string range(const std::string& reference) {
    return "<mergeCell ref=\"" + reference + "\"/>";
}

std::string row(int number, const std::string& cells) {
    return "<row r=\"" + std::to_string(number) + "\">" + cells + "</row>";
}

const std::string three = "<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c>";

/// Rows of a sheet that is too large to be read twice.
std::string many_rows() {
    std::string rows;
    for (int number = 1; rows.size() < 9 << 20; ++number) {
        rows += row(number, "<c t=\"str\"><v>" + std::to_string(number) + std::string(900, 'x') +
                                "</v></c><c><v>2</v></c><c s=\"0\"/>");
    }
    return rows;
}

std::vector<Issue> warnings_of(const std::string& bytes) {
    const TestFile file(bytes);
    const auto source = open_workbook(file.path(), "");
    Record record;
    while (source->next(record)) {
    }
    return source->warnings();
}

// PA-04
TEST(MergedCells, ValuesBelowThemAreLeftOutAndSaidSo) {
    const auto bytes = merged(row(1, three) + row(2, three) + row(3, three) + row(4, three),
                              range("B3:C3") + range("A1:B2"));
    EXPECT_EQ(rows_of(bytes),
              "1: number 1||number 3\n2: ||number 3\n3: number 1|number 2\n"
              "4: number 1|number 2|number 3\n");
    const auto warnings = warnings_of(bytes);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].code, "values_covered");
    EXPECT_NE(warnings[0].message.find(": 4, the first in B1."), std::string::npos);
}

// PA-04
TEST(MergedCells, WithoutValuesBelowTheyAreNothingToWarnAbout) {
    const auto bytes =
        merged(row(1, "<c><v>1</v></c><c s=\"0\"/>") + row(2, three), range("A1:C1"));
    EXPECT_EQ(rows_of(bytes), "1: number 1\n2: number 1|number 2|number 3\n");
    EXPECT_TRUE(warnings_of(bytes).empty());
}

TEST(MergedCells, OfALargeSheetAreRefusedOnlyWhenTheyHideValues) {
    const std::string rows = many_rows();
    EXPECT_EQ(refusal_of(merged(rows, range("B7:C7"))), "read");
    const std::string refused = rows_of(merged(rows, range("A7:B8")));
    EXPECT_TRUE(refused.starts_with("values_covered: ")) << refused.substr(0, 200);
    EXPECT_NE(refused.find("hide 3 values, the first in B7"), std::string::npos);
}

TEST(MergedCells, ThatAreNoneOrTooManyAreRefused) {
    const std::string rows = row(1, three);
    for (const char* const wrong : {"", "A", "1", "A1:", "B1:A1", "A2:A1", "A0:A1", "A1:A1048577",
                                    "A1:B2:C3", "A1:B99999999999"}) {
        EXPECT_EQ(refusal_of(merged(rows, range(wrong))), "file_broken") << wrong;
    }
    std::string many;
    for (int number = 1; number < 70; ++number) {
        const std::string text = std::to_string(number);
        many += range("A" + text + ":XFD" + text);
    }
    EXPECT_EQ(refusal_of(merged(rows, many)), "file_bomb");
    EXPECT_EQ(refusal_of(merged(rows, range("A1:XFD1048576"))), "read");
}

}  // namespace
}  // namespace quittance
