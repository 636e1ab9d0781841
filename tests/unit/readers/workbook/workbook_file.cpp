#include "readers/workbook/workbook_file.hpp"

#include "domain/file_facts.hpp"
#include "readers/workbook/workbook.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace quittance {
namespace {

const std::string main_uri = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string link_uri = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string list_uri = "http://schemas.openxmlformats.org/package/2006/relationships";

std::string link(const std::string& id, const std::string& type, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + link_uri + "/" + type + "\" Target=\"" +
           target + "\"/>";
}

std::string links(const std::string& each) {
    return "<Relationships xmlns=\"" + list_uri + "\">" + each + "</Relationships>";
}

const char* word(Cell::Kind kind) {
    static constexpr const char* words[] = {"text", "number", "date",    "boolean",
                                            "cut",  "error",  "no_value"};
    return words[static_cast<std::size_t>(kind)];
}

std::string row_text(const Record& record) {
    std::string line = std::to_string(record.row) + ":";
    for (const Cell& cell : record.cells) {
        line += line.back() == ':' ? " " : "|";
        line += cell.kind == Cell::Kind::text && cell.text.empty()
                    ? ""
                    : word(cell.kind) + (" " + std::string(cell.text));
    }
    return line + (record.hidden ? " hidden\n" : "\n");
}

}  // namespace

TestFile::TestFile(const std::string& bytes) : path_(testing::TempDir() + "workbook-XXXXXX") {
    const int file = mkstemp(path_.data());
    EXPECT_GE(file, 0);
    close(file);
    std::ofstream(path_, std::ios::binary) << bytes;
}

TestFile::~TestFile() {
    std::remove(path_.c_str());
}

std::string TestFile::bytes() const {
    std::ostringstream bytes;
    bytes << std::ifstream(path_, std::ios::binary).rdbuf();
    return bytes.str();
}

std::string zip_of(const Parts& parts, const std::string& password) {
    const TestFile file("");
    zip_t* const archive = zip_open(file.path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [path, content] : parts) {
        zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, path.c_str(), source, 0);
        EXPECT_GE(index, 0) << zip_strerror(archive);
        if (!password.empty()) {
            zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                                    password.c_str());
        }
    }
    EXPECT_EQ(zip_close(archive), 0) << zip_strerror(archive);
    return file.bytes();
}

Parts xlsx_parts(const XlsxParts& parts) {
    std::string sheets, targets;
    Parts made{{"[Content_Types].xml", "<Types/>"},
               {"_rels/.rels", links(link("rId1", "officeDocument", "xl/workbook.xml"))}};
    int number = 0;
    for (const auto& [name, data] : parts.sheets) {
        const std::string count = std::to_string(++number), file = "sheet" + count + ".xml";
        const std::size_t bar = name.find('|');
        sheets += "<sheet name=\"" + name.substr(0, bar) + "\" sheetId=\"" + count + "\"" +
                  (bar == name.npos ? "" : " state=\"hidden\"") + " r:id=\"r" + count + "\"/>";
        targets += link("r" + count, "worksheet", "worksheets/" + file);
        made.emplace_back("xl/worksheets/" + file, "<worksheet xmlns=\"" + main_uri +
                                                       "\"><sheetData>" + data + "</sheetData>" +
                                                       parts.after + "</worksheet>");
    }
    targets += link("rS", "sharedStrings", "/xl/sharedStrings.xml");
    targets += link("rF", "styles", "styles.xml");
    made.emplace_back("xl/_rels/workbook.xml.rels", links(targets));
    made.emplace_back("xl/sharedStrings.xml",
                      "<sst xmlns=\"" + main_uri + "\">" + parts.shared + "</sst>");
    made.emplace_back("xl/styles.xml", "<styleSheet><numFmts>" + parts.formats +
                                           "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
                                           "</cellStyleXfs><cellXfs>" +
                                           parts.styles + "</cellXfs></styleSheet>");
    made.emplace_back("xl/workbook.xml", "<workbook xmlns=\"" + main_uri + "\" xmlns:r=\"" +
                                             link_uri + "\"><workbookPr " + parts.settings +
                                             "/><sheets>" + sheets + "</sheets></workbook>");
    return made;
}

std::string xlsx(const std::string& sheet_data) {
    return zip_of(xlsx_parts({.sheets = {{"Feuille", sheet_data}}}));
}

Parts ods_parts(const std::string& tables, const std::string& styles) {
    const std::string uri = "urn:oasis:names:tc:opendocument:xmlns:";
    const auto bound = [&](const std::string& prefix) {
        return " xmlns:" + prefix + "=\"" + uri + prefix + ":1.0\"";
    };
    return {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
            {"content.xml",
             "<office:document-content" + bound("office") + bound("table") + bound("text") +
                 bound("style") +
                 " xmlns:calcext=\"urn:org:documentfoundation:names:experimental"
                 ":calc:xmlns:calcext:1.0\"><office:automatic-styles>" +
                 styles + "</office:automatic-styles><office:body><office:spreadsheet>" + tables +
                 "</office:spreadsheet></office:body></office:document-content>"}};
}

std::string rows_of(const std::string& bytes, const std::string& sheet) {
    const TestFile file(bytes);
    std::string rows;
    try {
        const auto source = open_workbook(file.path(), sheet);
        Record record;
        while (source->next(record)) {
            rows += row_text(record);
        }
    } catch (const UnreadableFile& error) {
        return error.issue().code + ": " + error.issue().message;
    }
    return rows;
}

std::string refusal_of(const std::string& bytes, const std::string& sheet) {
    const TestFile file(bytes);
    try {
        const auto source = open_workbook(file.path(), sheet);
        Record record;
        while (source->next(record)) {
        }
    } catch (const UnreadableFile& error) {
        return error.issue().code;
    }
    return "read";
}

}  // namespace quittance
