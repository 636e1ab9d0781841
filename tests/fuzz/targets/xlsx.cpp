// The parts of an XLSX workbook, in an archive that is whole: sheet, shared strings, styles and
// the list of sheets, divided by lines of `%%`.

#include "support/book.hpp"
#include "support/input.hpp"
#include "support/zip_in_memory.hpp"

using namespace quittance;

namespace {

const std::string links =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="r1" Target="worksheets/sheet1.xml" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>)"
    R"(<Relationship Id="rS" Target="sharedStrings.xml" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>)"
    R"(<Relationship Id="rF" Target="styles.xml" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/>)"
    R"(</Relationships>)";
const std::string first_link =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Target="xl/workbook.xml" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>)"
    R"(</Relationships>)";
const std::string book =
    R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" )"
    R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">)"
    R"(<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>)";

/// The text up to the next line of `%%`, taken off.
std::string part(std::string_view& rest) {
    constexpr std::string_view divider = "\n%%\n";
    const std::size_t end = rest.find(divider);
    const std::string text(rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + divider.size());
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string sheet = part(rest);
    const std::string strings = part(rest);
    const std::string styles = part(rest);
    const std::string list = part(rest);
    fuzz::check_book(fuzz::zipped({{"[Content_Types].xml", "<Types/>"},
                                   {"_rels/.rels", first_link},
                                   {"xl/_rels/workbook.xml.rels", links},
                                   {"xl/workbook.xml", list.empty() ? book : list},
                                   {"xl/sharedStrings.xml", strings.empty() ? "<sst/>" : strings},
                                   {"xl/styles.xml", styles.empty() ? "<styleSheet/>" : styles},
                                   {"xl/worksheets/sheet1.xml", sheet}}),
                     "");
    return 0;
}
