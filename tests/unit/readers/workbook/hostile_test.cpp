#include "readers/workbook/workbook.hpp"
#include "readers/workbook/workbook_file.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

const std::string one = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";

Parts with(Parts parts, const std::string& path, const std::string& content) {
    for (auto& [name, old] : parts) {
        if (name == path) {
            old = content;
        }
    }
    return parts;
}

Parts small() {
    return xlsx_parts({.sheets = {{"F", one}}});
}

Parts with_sheet(const std::string& xml) {
    return with(small(), "xl/worksheets/sheet1.xml", xml);
}

void expect_refused(const std::string& bytes, const std::string& code, const std::string& says) {
    const std::string refused = rows_of(bytes);
    EXPECT_TRUE(refused.starts_with(code + ": ")) << refused;
    EXPECT_NE(refused.find(says), std::string::npos) << refused;
}

// PA-18
TEST(HostileWorkbook, IsKnownByItsContent) {
    EXPECT_TRUE(is_workbook(zip_of(small())));
    EXPECT_TRUE(is_workbook("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    EXPECT_FALSE(is_workbook("PK;Type;Quantité"));
    EXPECT_FALSE(is_workbook("\x89PNG\r\n\x1A\n"));
    EXPECT_FALSE(is_workbook(""));
}

/// A container of old Office programs with streams of these names.
std::string compound(const std::vector<std::string>& names) {
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(504, '\0');
    for (const std::string& name : names) {
        std::string entry(128, '\0');
        for (std::size_t at = 0; at < name.size(); ++at) {
            entry[2 * at] = name[at];
        }
        entry[64] = static_cast<char>(2 * name.size() + 2);
        bytes += entry;
    }
    return bytes;
}

// PA-18
TEST(HostileWorkbook, OldOrProtectedOnesAreRefusedWithWhatToDo) {
    expect_refused(compound({"Root Entry", "EncryptionInfo", "EncryptedPackage"}), "file_encrypted",
                   "without a password");
    expect_refused(compound({"Root Entry", "Workbook"}), "file_kind",
                   "old Excel workbook (.xls). Save it as .xlsx");
    expect_refused(compound({"Root Entry", "WordDocument", "Workbooks"}), "file_kind",
                   "old Office program");
    expect_refused(zip_of(small(), "secret"), "file_encrypted", "password");
}

// PA-18
TEST(HostileWorkbook, TruncationAnywhereIsRefused) {
    const std::string whole = zip_of(small());
    ASSERT_EQ(refusal_of(whole), "read");
    for (std::size_t size = 4; size < whole.size(); size += 7) {
        EXPECT_EQ(refusal_of(whole.substr(0, size)), "file_broken") << size;
    }
}

// PA-18
TEST(HostileWorkbook, NoFlippedByteOfAPartIsReadAsSomethingElse) {
    const std::string whole = zip_of(small());
    const std::string expected = rows_of(whole);
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); at += 5) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
        const std::string rows = rows_of(bytes);
        refused += rows == expected ? 0 : 1;
        EXPECT_TRUE(rows == expected || rows.starts_with("file_")) << at << ": " << rows;
    }
    EXPECT_GT(refused, 100);
}

// PA-18
TEST(HostileWorkbook, BombsAreRefused) {
    std::string many;
    for (int row = 0; row < 3 << 20; ++row) {
        many += "<row/>";
    }
    expect_refused(xlsx(many), "file_bomb", "1,048,576");
    expect_refused(zip_of(with_sheet("<worksheet><x>" + many)), "file_bomb", "200 times its size");
    std::string deep;
    for (int depth = 0; depth < 200; ++depth) {
        deep += "<a>";
    }
    expect_refused(zip_of(with_sheet(deep)), "file_bomb", "nested too deeply");
    std::string attributes = "<worksheet";
    for (int count = 0; count < 300; ++count) {
        attributes += " a" + std::to_string(count) + "=\"\"";
    }
    expect_refused(zip_of(with_sheet(attributes + "/>")), "file_bomb", "too many attributes");
    expect_refused(zip_of(with_sheet("<worksheet a=\"" + std::string(1 << 20, 'x') + "\"/>")),
                   "file_bomb", "larger than any can be");
}

// PA-18
TEST(HostileWorkbook, EntitiesAreRefused) {
    expect_refused(zip_of(with_sheet("<!DOCTYPE w [<!ENTITY a \"aaaa\">]><worksheet><sheetData>"
                                     "<row><c><v>&a;</v></c></row></sheetData></worksheet>")),
                   "file_bomb", "document type");
    EXPECT_EQ(refusal_of(zip_of(with_sheet("<worksheet>&a;</worksheet>"))), "file_broken");
}

TEST(HostileWorkbook, CellsBeyondASheetAreRefused) {
    EXPECT_EQ(refusal_of(xlsx("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>")), "read");
    expect_refused(xlsx("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"), "file_bomb", "XFD");
    expect_refused(xlsx("<row r=\"1\"><c r=\"AAAAAAAAAA1\"><v>1</v></c></row>"), "file_bomb",
                   "XFD");
    EXPECT_EQ(refusal_of(xlsx("<row r=\"1048576\"><c><v>1</v></c></row>")), "read");
    expect_refused(xlsx("<row r=\"1048577\"><c><v>1</v></c></row>"), "file_bomb", "1,048,576");
    expect_refused(xlsx("<row r=\"1\"><c r=\"1\"><v>1</v></c></row>"), "file_broken", "no column");
}

TEST(HostileWorkbook, ACellsTextIsBounded) {
    const auto cell_of = [](std::size_t size) {
        return xlsx("<row><c t=\"str\"><v>" + std::string(size, 'x') + "</v></c></row>");
    };
    EXPECT_EQ(refusal_of(cell_of(3 * 32'767)), "read");
    EXPECT_EQ(refusal_of(cell_of(200'000)), "file_bomb");
}

TEST(HostileWorkbook, WideSheetsOfFewBytesAreStopped) {
    std::string rows;
    for (int row = 0; row < 7'000; ++row) {
        rows += "<row><c r=\"XFD\"><v>" + std::to_string(row) + "</v></c></row>";
    }
    EXPECT_EQ(refusal_of(xlsx(rows)), "file_bomb");
}

TEST(HostileWorkbook, WhatContradictsItselfIsRefused) {
    expect_refused(xlsx("<row r=\"2\"/><row r=\"2\"/>"), "file_broken", "after row 2");
    expect_refused(xlsx("<row r=\"x\"/>"), "file_broken", "row \"x\"");
    expect_refused(xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>"),
                   "file_broken", "A1 stands twice");
    expect_refused(xlsx("<row r=\"1\"><c t=\"s\"><v>0</v></c></row>"), "file_broken",
                   "A1 names a text that is missing");
    expect_refused(xlsx("<row r=\"1\"><c s=\"9\"><v>0</v></c></row>"), "file_broken",
                   "A1 has a style that is missing");
    expect_refused(xlsx("<row r=\"1\"><c t=\"z\"><v>0</v></c></row>"), "file_broken",
                   "unknown type \"z\"");
    Parts twice = small();
    twice.emplace_back("XL/Workbook.xml", "<workbook/>");
    expect_refused(zip_of(twice), "file_broken", "twice");
}

TEST(HostileWorkbook, MissingPartsAreNamed) {
    Parts parts = small();
    std::erase_if(parts, [](const auto& part) { return part.first.ends_with("sheet1.xml"); });
    expect_refused(zip_of(parts), "file_broken", "xl/worksheets/sheet1.xml is missing");
    parts = small();
    std::erase_if(parts, [](const auto& part) { return part.first.ends_with("Strings.xml"); });
    expect_refused(zip_of(parts), "file_broken", "xl/sharedStrings.xml is missing");
    expect_refused(zip_of(with_sheet("<worksheet/>")), "file_broken", "has no rows");
}

TEST(HostileWorkbook, LinksOutOfItAreNotFollowed) {
    const std::string list = "_rels/.rels";
    const auto link = [](const std::string& rest) {
        return "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" " + rest +
               "/></Relationships>";
    };
    expect_refused(zip_of(with(small(), list, link("Target=\"../../etc/passwd\""))), "file_broken",
                   "leads out of it");
    expect_refused(
        zip_of(with(small(), list, link("TargetMode=\"External\" Target=\"file:///etc/passwd\""))),
        "file_broken", "link to its sheets is missing");
}

TEST(HostileWorkbook, OtherArchivesAreNoWorkbooks) {
    expect_refused(zip_of({{"services.csv", "Type;Prix"}}), "file_kind", "something else");
    expect_refused(zip_of(with(small(), "xl/workbook.xml", "<document/>")), "file_kind", "Word");
    Parts binary = with(small(), "_rels/.rels",
                        "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
                        "Target=\"xl/workbook.bin\"/></Relationships>");
    expect_refused(zip_of(binary), "file_kind", ".xlsb");
    expect_refused("just a text", "file_kind", "no workbook");
}

TEST(HostileWorkbook, TooManyPartsAreRefused) {
    Parts parts = small();
    for (int part = 0; part < 10'000; ++part) {
        parts.emplace_back("p" + std::to_string(part), "");
    }
    expect_refused(zip_of(parts), "file_bomb", "10,000 parts");
    for (auto& [path, content] : parts) {
        path += path.starts_with('p') ? std::string(500, 'x') : "";
    }
    expect_refused(zip_of(parts), "file_bomb", "the list of its parts");
}

}  // namespace
}  // namespace quittance
