// Workbooks as they are on the disk: archives, their lists, their parts.

#include "support/book.hpp"
#include "support/input.hpp"

using namespace quittance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array sheets = {"", "#1", "#2"};
    fuzz::Input input(data, size);
    const std::string sheet = input.one_of(sheets);
    fuzz::check_book(std::string(reinterpret_cast<const char*>(data), size), sheet);
    return 0;
}
