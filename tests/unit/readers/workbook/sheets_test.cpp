#include "readers/workbook/workbook.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

const std::string one = "<row r=\"1\"><c><v>1</v></c></row>";
const std::string two = "<row r=\"1\"><c><v>2</v></c></row><row r=\"4\"><c><v>2</v></c></row>";

std::string workbook(std::vector<std::pair<std::string, std::string>> sheets) {
    return zip_of(xlsx_parts({.sheets = std::move(sheets)}));
}

// PA-21
TEST(WorkbookSheets, TheOnlyVisibleOneWithValuesIsRead) {
    const auto bytes = workbook({{"Vide", ""}, {"Cachée|hidden", one}, {"Octobre", two}});
    EXPECT_EQ(rows_of(bytes), "1: number 2\n4: number 2\n");
}

// PA-21
TEST(WorkbookSheets, SeveralWithValuesAreAskedAbout) {
    const std::string refused = rows_of(workbook({{"Octobre", one}, {"Prix", two}, {"Vide", ""}}));
    EXPECT_TRUE(refused.starts_with("sheet_unclear: ")) << refused;
    EXPECT_NE(refused.find("\"Octobre\", \"Prix\"."), std::string::npos) << refused;
}

// PA-21
TEST(WorkbookSheets, OneIsChosenByNameOrNumberEvenHidden) {
    const auto bytes = workbook({{"Octobre", one}, {"Cachée|hidden", two}});
    EXPECT_EQ(rows_of(bytes, "Octobre"), "1: number 1\n");
    EXPECT_EQ(rows_of(bytes, "Cachée"), "1: number 2\n4: number 2\n");
    EXPECT_EQ(rows_of(bytes, "#2"), "1: number 2\n4: number 2\n");
}

TEST(WorkbookSheets, AnAbsentOneIsRefusedWithThoseThatAreThere) {
    const auto bytes = workbook({{"Octobre", one}, {"Prix", two}});
    for (const char* const absent : {"octobre", "#3", "#0", "#", "#1x"}) {
        const std::string refused = rows_of(bytes, absent);
        EXPECT_TRUE(refused.starts_with("sheet_unknown: ")) << refused;
        EXPECT_NE(refused.find("\"Octobre\", \"Prix\""), std::string::npos) << refused;
    }
}

TEST(WorkbookSheets, OneWithoutValuesIsNeverAnEmptyResult) {
    const auto bytes = workbook({{"Vide", "<row r=\"1\"><c s=\"0\"/></row>"}, {"H|hidden", one}});
    EXPECT_EQ(refusal_of(bytes), "file_empty");
    EXPECT_EQ(refusal_of(bytes, "Vide"), "file_empty");
    EXPECT_EQ(refusal_of(workbook({})), "file_empty");
}

TEST(WorkbookSheets, AreListedWithTheirRows) {
    const TestFile file(workbook({{"Octobre", two}, {"Cachée|hidden", one}, {"Vide", ""}}));
    const auto sheets = sheets_of(file.path());
    ASSERT_EQ(sheets.size(), 3U);
    EXPECT_EQ(sheets[0].name, "Octobre");
    EXPECT_FALSE(sheets[0].hidden);
    EXPECT_EQ(sheets[0].rows, 2);
    EXPECT_TRUE(sheets[1].hidden);
    EXPECT_EQ(sheets[1].rows, 1);
    EXPECT_EQ(sheets[2].rows, 0);
}

TEST(WorkbookSheets, AreFoundByLinksNotByPaths) {
    Parts parts = xlsx_parts({.sheets = {{"F", one}}});
    for (auto& [path, content] : parts) {
        if (path == "xl/worksheets/sheet1.xml") {
            path = "ailleurs\\Feuille.XML";
        }
        if (path == "xl/_rels/workbook.xml.rels") {
            const std::string target = "worksheets/sheet1.xml";
            content.replace(content.find(target), target.size(), "../AILLEURS/./feuille.xml");
        }
    }
    EXPECT_EQ(rows_of(zip_of(parts)), "1: number 1\n");
}

}  // namespace
}  // namespace quittance
