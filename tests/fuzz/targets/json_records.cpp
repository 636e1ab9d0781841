// Records of JSON: whatever is taken is JSON by another parser too, with as many records.

#include "readers/json/json_records.hpp"
#include "domain/file_facts.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

#include <nlohmann/json.hpp>

using namespace quittance;

namespace {

using Json = nlohmann::json;

constexpr std::array paths = {"", "/lines", "/data/lines", "/a~1b", "/a"};

struct Read {
    std::size_t records = 0;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> cells;
};

bool take(const std::string& bytes, const std::string& path, Read& read) {
    MemoryInput memory{bytes};
    try {
        TextStream text(memory, "utf-8");
        JsonRecords records(text, path, {});
        fuzz::RecordPromises promises;
        for (Record record; records.next(record);) {
            promises.check(record);
            if (record.row == 0) {
                for (const Cell& cell : record.cells) {
                    read.header.emplace_back(cell.text);
                }
                continue;
            }
            ++read.records;
            fuzz::held(record.cells.size() == read.header.size(), "a cell for each name");
            auto& row = read.cells.emplace_back();
            for (const Cell& cell : record.cells) {
                row.emplace_back(cell.text);
            }
        }
    } catch (const UnreadableFile&) {
        return false;
    }
    return true;
}

/// A text of the record that stands at the top of its object, where the name has no point.
void compare(const Json& record, const Read& read, std::size_t number) {
    for (std::size_t i = 0; i < read.header.size(); ++i) {
        const auto found = record.find(read.header[i]);
        if (found != record.end() && found->is_string()) {
            fuzz::held(found->get<std::string>() == read.cells[number][i],
                       "a text is the record's");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::string path = input.one_of(paths);
    const std::string bytes = input.rest();
    Read read;
    if (!take(bytes, path, read)) {
        return 0;
    }
    const Json all = Json::parse(bytes, nullptr, false);
    fuzz::held(!all.is_discarded(), "what is taken is JSON");
    const Json::json_pointer pointer(path);
    fuzz::held(all.contains(pointer) && all[pointer].is_array(), "the list is where it was read");
    const Json& list = all[pointer];
    fuzz::held(list.size() == read.records, "every record is read");
    for (std::size_t i = 0; i < list.size(); ++i) {
        compare(list[i], read, i);
    }
    return 0;
}
