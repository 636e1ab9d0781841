// The content of an ODS workbook, in an archive that is whole.

#include "support/book.hpp"
#include "support/input.hpp"
#include "support/zip_in_memory.hpp"

using namespace quittance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string content(reinterpret_cast<const char*>(data), size);
    fuzz::check_book(fuzz::zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                                   {"content.xml", content}}),
                     "");
    return 0;
}
