// An export with several sections: what is read are rows of the file, as they stand, in order.

#include "readers/text/sections.hpp"
#include "domain/file_facts.hpp"
#include "readers/text/delimited.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

constexpr std::array names = {"[SERVICES]", "#S", "[A", "*"};
const Dialect pipes{'|', Dialect::none, Dialect::none};

std::vector<std::string> all_rows(const std::string& bytes) {
    MemoryInput memory{bytes};
    TextStream text(memory, "utf-8");
    DelimitedRecords records(text, pipes);
    return fuzz::texts_of(records);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::string name = input.one_of(names);
    const std::string bytes = input.rest();
    MemoryInput memory{bytes};
    TextStream text(memory, "utf-8");
    SectionRecords sections(std::make_unique<DelimitedRecords>(text, pipes), name);
    const auto read = fuzz::texts_of(sections);
    static_cast<void>(sections.warnings());
    const auto rows = all_rows(bytes);
    auto at = rows.begin();
    for (const std::string& one : read) {
        if (one.starts_with("refused")) {
            break;
        }
        at = std::find(at, rows.end(), one);
        fuzz::held(at != rows.end(), "a section's row is one of the file's");
        ++at;
    }
    fuzz::held(!read.empty() || bytes.find(name) != std::string::npos,
               "a section that is not there is refused");
    return 0;
}
