#include "readers/workbook/workbook.hpp"

#include "readers/workbook/book.hpp"
#include "readers/workbook/compound_file.hpp"
#include "readers/workbook/failure.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace quittance {
namespace {

using workbook::Book;

constexpr std::string_view zip_begins = "PK\x03\x04";
constexpr std::string_view empty_zip_begins = "PK\x05\x06";
constexpr std::string_view ole2_begins = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::string_view ods_type = "application/vnd.oasis.opendocument.spreadsheet";

std::string first_bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(ole2_begins.size(), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

[[noreturn]] void refuse_compound(const std::string& path) {
    switch (workbook::compound_kind(path)) {
        case workbook::CompoundKind::encrypted:
            workbook::encrypted("The workbook is protected by a password");
        case workbook::CompoundKind::old_workbook:
            workbook::no_workbook("it is an old Excel workbook (.xls)");
        case workbook::CompoundKind::other:
            break;
    }
    workbook::no_workbook("it is of an old Office program");
}

std::unique_ptr<Book> open_book(const std::string& path) {
    const std::string begin = first_bytes_of(path);
    if (begin == ole2_begins) {
        refuse_compound(path);
    }
    if (!is_workbook(begin)) {
        workbook::no_workbook("its content is that of no workbook");
    }
    auto archive = std::make_shared<workbook::Archive>(path);
    if (archive->has("[Content_Types].xml")) {
        return workbook::open_ooxml_book(std::move(archive));
    }
    if (!archive->has("mimetype")) {
        workbook::no_workbook("it is a zip archive of something else");
    }
    if (!archive->text_of("mimetype", 200).starts_with(ods_type)) {
        workbook::no_workbook("it is an archive of another program");
    }
    return workbook::open_ods_book(std::move(archive));
}

std::string listed(const std::vector<SheetInfo>& sheets) {
    std::string names;
    for (const SheetInfo& sheet : sheets) {
        names += (names.empty() ? "\"" : ", \"") + sheet.name + "\"";
    }
    return names;
}

std::size_t named_sheet(const std::vector<SheetInfo>& sheets, const std::string& wanted) {
    const auto found = std::find_if(sheets.begin(), sheets.end(),
                                    [&](const SheetInfo& sheet) { return sheet.name == wanted; });
    if (found != sheets.end()) {
        return static_cast<std::size_t>(found - sheets.begin());
    }
    std::size_t number = 0;
    const char* const end = wanted.data() + wanted.size();
    if (wanted.starts_with('#')) {
        const auto [stop, error] = std::from_chars(wanted.data() + 1, end, number);
        if (error == std::errc{} && stop == end && number >= 1 && number <= sheets.size()) {
            return number - 1;
        }
    }
    workbook::sheet_trouble(
        "sheet_unknown", "The workbook has no sheet \"" + wanted + "\"; it has " + listed(sheets) +
                             ". Send the right workbook, or change the sheet in the profile.");
}

std::size_t only_sheet(Book& book, const std::vector<SheetInfo>& sheets) {
    std::vector<std::size_t> found;
    std::vector<SheetInfo> names;
    for (std::size_t sheet = 0; sheet < sheets.size(); ++sheet) {
        if (!sheets[sheet].hidden && book.count_rows(sheet, true) > 0) {
            found.push_back(sheet);
            names.push_back(sheets[sheet]);
        }
    }
    if (found.empty()) {
        workbook::empty("No visible sheet of the workbook holds values; its sheets are " +
                        listed(sheets));
    }
    if (found.size() > 1) {
        workbook::sheet_trouble("sheet_unclear",
                                "Several sheets of the workbook hold values: " + listed(names) +
                                    ". Name in the profile the one to read.");
    }
    return found.front();
}

}  // namespace

bool is_workbook(std::string_view first_bytes) {
    return first_bytes.starts_with(zip_begins) || first_bytes.starts_with(empty_zip_begins) ||
           first_bytes.starts_with(ole2_begins);
}

std::vector<SheetInfo> sheets_of(const std::string& path) {
    const std::unique_ptr<Book> book = open_book(path);
    std::vector<SheetInfo> sheets = book->sheets();
    for (std::size_t sheet = 0; sheet < sheets.size(); ++sheet) {
        sheets[sheet].rows = book->count_rows(sheet, false);
    }
    return sheets;
}

std::unique_ptr<RecordSource> open_workbook(const std::string& path, const std::string& sheet) {
    const std::unique_ptr<Book> book = open_book(path);
    const std::vector<SheetInfo> sheets = book->sheets();
    if (sheets.empty()) {
        workbook::empty("The workbook has no sheet of cells");
    }
    return book->rows(sheet.empty() ? only_sheet(*book, sheets) : named_sheet(sheets, sheet));
}

}  // namespace quittance
