#include "readers/workbook/workbook.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

std::string table(const std::string& rows, const std::string& name = "Feuille") {
    return "<table:table table:name=\"" + name + "\">" + rows + "</table:table>";
}

std::string row(const std::string& cells, const std::string& attributes = "") {
    return "<table:table-row " + attributes + ">" + cells + "</table:table-row>";
}

std::string cell(const std::string& attributes, const std::string& text = "") {
    return "<table:table-cell " + attributes + ">" +
           (text.empty() ? "" : "<text:p>" + text + "</text:p>") + "</table:table-cell>";
}

std::string ods(const std::string& tables) {
    return zip_of(ods_parts(tables));
}

std::string first_row(const std::string& cells) {
    return rows_of(ods(table(row(cells))));
}

TEST(Ods, ReadsEveryTypeOfValue) {
    EXPECT_EQ(
        first_row(cell("office:value-type=\"float\" office:value=\"1234.5\"", "1 234,50") +
                  cell("office:value-type=\"percentage\" office:value=\"0.2\"", "20 %") +
                  cell("office:value-type=\"currency\" office:value=\"-3.1\"", "-3,10 €") +
                  cell("office:value-type=\"date\" office:date-value=\"2026-10-01\"", "1 oct.") +
                  cell("office:value-type=\"date\" office:date-value=\"2026-10-01T08:30:00\"") +
                  cell("office:value-type=\"time\" office:time-value=\"PT36H05M00S\"", "36:05") +
                  cell("office:value-type=\"boolean\" office:boolean-value=\"true\"", "VRAI") +
                  cell("office:value-type=\"string\"", "été") +
                  cell("office:value-type=\"string\" office:string-value=\"entier\"", "court")),
        "1: number 1234.5|number 0.2|number -3.1|date 2026-10-01|date 2026-10-01T08:30:00|"
        "text 36:05:00|boolean TRUE|text été|text entier\n");
}

TEST(Ods, JoinsParagraphsAndKeepsTheirSpaces) {
    EXPECT_EQ(first_row("<table:table-cell office:value-type=\"string\"><text:p> a\n  b<text:s/>"
                        "<text:s text:c=\"2\"/>c<text:tab/>d<text:line-break/>e </text:p>"
                        "<text:p><text:span>f</text:span><text:a>g</text:a></text:p>"
                        "<office:annotation><text:p>une note</text:p></office:annotation>"
                        "</table:table-cell>"),
              "1: text a b   c\td\ne\nfg\n");
}

// PA-18
TEST(Ods, ReadsStoredValuesOfFormulasErrorsAndThoseWithout) {
    EXPECT_EQ(first_row(cell("table:formula=\"of:=[.B1]*2\" office:value-type=\"float\" "
                             "office:value=\"7\"",
                             "7") +
                        cell("table:formula=\"of:=[.C1]\"") +
                        cell("table:formula=\"of:=1/0\" office:value-type=\"string\" "
                             "office:string-value=\"\" calcext:value-type=\"error\"",
                             "#DIV/0!") +
                        cell("table:formula=\"of:=1/0\" office:value-type=\"float\" "
                             "office:value=\"0\"",
                             "#DIV/0!") +
                        cell("office:value-type=\"string\"", "#N/A écrit à la main")),
              "1: number 7|no_value =[.C1]|error #DIV/0!|error #DIV/0!|"
              "text #N/A écrit à la main\n");
}

TEST(Ods, RepeatsCellsAndRows) {
    EXPECT_EQ(
        rows_of(ods(table(
            row(cell("table:number-columns-repeated=\"2\"") +
                cell("office:value-type=\"string\" table:number-columns-repeated=\"2\"", "x") +
                cell("table:number-columns-repeated=\"16380\"")) +
            row(cell(""), "table:number-rows-repeated=\"3\"") +
            row(cell("office:value-type=\"float\" office:value=\"1\""),
                "table:number-rows-repeated=\"2\"") +
            row(cell("table:number-columns-repeated=\"16384\""),
                "table:number-rows-repeated=\"1048570\"")))),
        "1: ||text x|text x\n5: number 1\n6: number 1\n");
}

TEST(Ods, RepetitionBeyondASheetIsABomb) {
    const std::string value = "office:value-type=\"float\" office:value=\"1\" ";
    EXPECT_EQ(refusal_of(ods(
                  table(row(cell(value), "table:number-rows-repeated=\"99999999999999999999\"")))),
              "file_bomb");
    EXPECT_EQ(refusal_of(ods(table(row(cell(value + "table:number-columns-repeated=\"16385\""))))),
              "file_bomb");
    EXPECT_EQ(refusal_of(ods(table(row(cell(value + "table:number-columns-repeated=\"16384\""),
                                       "table:number-rows-repeated=\"1048576\"")))),
              "file_bomb");
    EXPECT_EQ(refusal_of(ods(table(row(cell(value), "table:number-rows-repeated=\"-1\"")))),
              "file_broken");
}

TEST(Ods, ReadsAMergedCellOnceAndNotWhatItCovers) {
    const TestFile file(ods(table(
        row(cell("office:value-type=\"string\" table:number-columns-spanned=\"2\"", "Octobre") +
            "<table:covered-table-cell office:value-type=\"string\"><text:p>caché</text:p>"
            "</table:covered-table-cell>" +
            cell("office:value-type=\"string\"", "fin")))));
    EXPECT_EQ(rows_of(file.bytes()), "1: text Octobre||text fin\n");
    const auto source = open_workbook(file.path(), "");
    Record record;
    while (source->next(record)) {
    }
    ASSERT_EQ(source->warnings().size(), 1U);
    EXPECT_EQ(source->warnings()[0].code, "values_covered");
}

// PA-21
TEST(Ods, ReadsHiddenRowsOfGroupsToo) {
    const std::string value = cell("office:value-type=\"float\" office:value=\"1\"");
    EXPECT_EQ(
        rows_of(ods(table("<table:table-header-rows>" + row(value) + "</table:table-header-rows>" +
                          row(value, "table:visibility=\"collapse\"") +
                          row(value, "table:visibility=\"filter\"") +
                          "<table:table-row-group table:display=\"false\">" + row(value) +
                          "</table:table-row-group><table:table-row-group>" + row(value) +
                          "</table:table-row-group>"))),
        "1: number 1\n2: number 1 hidden\n3: number 1 hidden\n4: number 1 hidden\n"
        "5: number 1\n");
}

// PA-21
TEST(Ods, DoesNotChooseHiddenSheets) {
    const std::string value = row(cell("office:value-type=\"float\" office:value=\"1\""));
    const auto bytes = zip_of(
        ods_parts("<table:tracked-changes><table:table table:name=\"avant\">" + value +
                      "</table:table></table:tracked-changes><table:table table:name=\"Cachée\" "
                      "table:style-name=\"ta2\">" +
                      value + value + "</table:table>" + table(value, "Vue"),
                  "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties "
                  "table:display=\"false\"/></style:style>"));
    EXPECT_EQ(rows_of(bytes), "1: number 1\n");
    EXPECT_EQ(rows_of(bytes, "Cachée"), "1: number 1\n2: number 1\n");
    const TestFile file(bytes);
    const auto sheets = sheets_of(file.path());
    ASSERT_EQ(sheets.size(), 2U);
    EXPECT_TRUE(sheets[0].hidden);
    EXPECT_EQ(sheets[0].rows, 2);
}

TEST(Ods, ReadsUnusualPrefixesAndRefusesUnboundOnes) {
    const std::string value = table(row(cell("office:value-type=\"float\" office:value=\"1\"")));
    Parts parts = ods_parts(value);
    std::string& content = parts[1].second;
    for (std::size_t at = 0; (at = content.find("table:", at)) != content.npos; ++at) {
        content.replace(at, 6, "t:");
    }
    EXPECT_EQ(refusal_of(zip_of(parts)), "file_broken");
    const std::string bound = "xmlns:table=\"";
    content.replace(content.find(bound), bound.size(), "xmlns:t=\"");
    const std::string uri = "xmlns:t:1.0";  // the replacement above changed it too
    content.replace(content.find(uri), uri.size(), "xmlns:table:1.0");
    EXPECT_EQ(rows_of(zip_of(parts)), "1: number 1\n");
}

TEST(Ods, FollowsNamespacesThroughTheirScopes) {
    const std::string one = "office:value-type=\"float\" office:value=\"1\"";
    EXPECT_EQ(
        rows_of(ods(table(row(cell(one)) +
                          "<table:table-row xmlns:table=\"urn:another\"><table:table-cell " + one +
                          "/></table:table-row><other xmlns=\"urn:another\"><table-row/></other>"
                          "<table-row xmlns=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\">"
                          "<table-cell " +
                          one + "/></table-row>" + row(cell("xml:id=\"a\" " + one))))),
        "1: number 1\n2: number 1\n3: number 1\n");
}

// PA-18
TEST(Ods, EncryptedOnesAreRefusedAsSuch) {
    Parts parts = ods_parts("");
    parts[1].second = "\x01\x02 not XML any more";
    parts.emplace_back(
        "META-INF/manifest.xml",
        "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"
        "<m:file-entry m:full-path=\"content.xml\"><m:encryption-data/></m:file-entry>"
        "</m:manifest>");
    const std::string refused = rows_of(zip_of(parts));
    EXPECT_TRUE(refused.starts_with("file_encrypted: ")) << refused;
    EXPECT_NE(refused.find("without a password"), std::string::npos);
}

TEST(Ods, OtherDocumentsAreNoWorkbooks) {
    Parts parts = ods_parts("");
    parts[0].second = "application/vnd.oasis.opendocument.text";
    EXPECT_EQ(refusal_of(zip_of(parts)), "file_kind");
}

}  // namespace
}  // namespace quittance
