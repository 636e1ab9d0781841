#include "readers/workbook/workbook.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

std::string row(const std::string& cells) {
    return "<row r=\"1\">" + cells + "</row>";
}

TEST(Xlsx, ReadsSharedInlineAndFormulaTexts) {
    const auto parts = xlsx_parts(
        {.sheets = {{"Feuille", row("<c r=\"A1\" t=\"s\"><v>1</v></c>"
                                    "<c r=\"B1\" t=\"inlineStr\"><is><t>dans </t></is></c>"
                                    "<c r=\"C1\" t=\"inlineStr\"><is><r><t>en</t></r><r><rPr/>"
                                    "<t>semble</t></r></is></c>"
                                    "<c r=\"D1\" t=\"str\"><f>A1&amp;\"x\"</f><v>été</v></c>")}},
         .shared = "<si><t>autre</t></si><si><r><t>ric</t></r><r><rPr/><t xml:space="
                   "\"preserve\">he </t></r><rPh sb=\"0\" eb=\"1\"><t>リッチ</t></rPh></si>"});
    EXPECT_EQ(rows_of(zip_of(parts)), "1: text riche |text dans |text ensemble|text été\n");
}

TEST(Xlsx, DecodesEscapedCharactersOfTexts) {
    const auto parts = xlsx_parts(
        {.sheets = {{"F", row("<c t=\"s\"><v>0</v></c><c t=\"str\"><v>_x005F_x000D_</v></c>"
                              "<c t=\"str\"><v>_xD83C__xDF63_ _xD83C_ _x00zz_ _x0007_</v></c>")}},
         .shared = "<si><t>a_x000A_b</t></si>"});
    EXPECT_EQ(rows_of(zip_of(parts)), "1: text a\nb|text _x000D_|text 🍣 _xD83C_ _x00zz_ _x0007_\n");
}

TEST(Xlsx, RoundsNumbersToWhatASpreadsheetShows) {
    EXPECT_EQ(rows_of(xlsx(row("<c><v>0.30000000000000004</v></c><c><v>1.5E-3</v></c>"
                               "<c t=\"n\"><v>-12</v></c><c><v>1.23E+05</v></c>"))),
              "1: number 0.3|number 0.0015|number -12|number 123000\n");
}

TEST(Xlsx, ReadsBooleansAndErrors) {
    EXPECT_EQ(rows_of(xlsx(row("<c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
                               "<c t=\"e\"><v>#DIV/0!</v></c><c><v>12,5</v></c>"))),
              "1: boolean TRUE|boolean FALSE|error #DIV/0!|error 12,5\n");
}

// PA-18
TEST(Xlsx, ReadsStoredValuesOfFormulasAndNamesThoseWithout) {
    EXPECT_EQ(rows_of(xlsx(row("<c r=\"A1\"><f>B1*2</f><v>7</v></c><c r=\"B1\"><f>1+1</f></c>"
                               "<c r=\"C1\"><f>D1</f><v></v></c>"
                               "<c r=\"D1\" t=\"str\"><f>\"\"</f><v></v></c>"
                               "<c r=\"E1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                               "<c r=\"F1\" t=\"inlineStr\"><f>C1</f><is><t></t></is></c>"
                               "<c r=\"G1\" t=\"inlineStr\"><f>C2</f></c>"))),
              "1: number 7|no_value =1+1|no_value =D1||error #DIV/0!||no_value =C2\n");
}

// PA-08
TEST(Xlsx, ReadsDatesByTheirFormats) {
    const XlsxParts parts{
        .sheets = {{"F", row("<c s=\"1\"><v>46296</v></c><c s=\"2\"><v>46296.354166666664</v></c>"
                             "<c s=\"3\"><v>46296</v></c><c s=\"4\"><v>0.5</v></c>"
                             "<c s=\"5\"><v>1.5</v></c><c s=\"0\"><v>46296</v></c>"
                             "<c t=\"d\"><v>2026-10-01T00:00:00Z</v></c>")}},
        .formats =
            "<numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm;@\"/>"
            "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot; dh&quot;\"/>",
        .styles =
            "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
            "<xf numFmtId=\"165\"/><xf numFmtId=\"20\"/><xf numFmtId=\"46\"/>"};
    EXPECT_EQ(rows_of(zip_of(xlsx_parts(parts))),
              "1: date 2026-10-01|date 2026-10-01T08:30:00|number 46296|text 12:00:00|"
              "text 36:00:00|number 46296|date 2026-10-01\n");
}

// PA-08
TEST(Xlsx, CountsDaysFrom1904WhenTheWorkbookSaysSo) {
    const XlsxParts parts{.sheets = {{"F", row("<c s=\"0\"><v>44834</v></c>")}},
                          .styles = "<xf numFmtId=\"14\"/>",
                          .settings = "date1904=\"1\""};
    EXPECT_EQ(rows_of(zip_of(xlsx_parts(parts))), "1: date 2026-10-01\n");
}

TEST(Xlsx, KeepsRowNumbersAndFillsGaps) {
    EXPECT_EQ(rows_of(xlsx("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"D2\"><v>2</v></c></row>"
                           "<row r=\"5\"><c r=\"A5\" s=\"0\"/></row>"
                           "<row r=\"7\"><c r=\"A7\"><v>3</v></c><c><v>4</v></c></row>"
                           "<row><c><v>5</v></c></row>")),
              "2: |number 1||number 2\n7: number 3|number 4\n8: number 5\n");
}

TEST(Xlsx, TakesCellsInAnyOrderOfColumns) {
    EXPECT_EQ(rows_of(xlsx(row("<c r=\"C1\"><v>3</v></c><c r=\"A1\"><v>1</v></c>"))),
              "1: number 1||number 3\n");
}

// PA-21
TEST(Xlsx, ReadsHiddenRowsAndSaysSo) {
    const TestFile file(
        xlsx("<row r=\"1\"><c><v>1</v></c></row>"
             "<row r=\"2\" hidden=\"1\"><c><v>2</v></c></row>"
             "<row r=\"3\" hidden=\"true\"><c><v>3</v></c></row>"));
    const auto source = open_workbook(file.path(), "");
    Record record;
    std::vector<bool> hidden;
    while (source->next(record)) {
        hidden.push_back(record.hidden);
    }
    EXPECT_EQ(hidden, (std::vector<bool>{false, true, true}));
    ASSERT_EQ(source->warnings().size(), 1U);
    EXPECT_EQ(source->warnings()[0].code, "rows_hidden");
    EXPECT_EQ(source->warnings()[0].row, 2);
    EXPECT_NE(source->warnings()[0].message.find(": 2, the first is row 2"), std::string::npos);
}

TEST(Xlsx, ReadsPrefixedElements) {
    Parts parts = xlsx_parts({.sheets = {{"F", ""}}});
    for (auto& [path, content] : parts) {
        if (path == "xl/worksheets/sheet1.xml") {
            content =
                "<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r="
                "\"1\"><x:c r=\"A1\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>";
        }
    }
    EXPECT_EQ(rows_of(zip_of(parts)), "1: number 7\n");
}

TEST(Xlsx, ReadsARowThatIsLargerThanWhatIsUnpackedAtATime) {
    std::string cells, expected = "1:";
    for (int column = 0; column < 5'000; ++column) {
        cells +=
            "<c t=\"inlineStr\"><is><t>cellule numéro " + std::to_string(column) + "</t></is></c>";
        expected += (column == 0 ? " text cellule numéro " : "|text cellule numéro ") +
                    std::to_string(column);
    }
    EXPECT_EQ(rows_of(xlsx(row(cells) + "<row r=\"2\"><c><v>1</v></c></row>")),
              expected + "\n2: number 1\n");
}

}  // namespace
}  // namespace quittance
