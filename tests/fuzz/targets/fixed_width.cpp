// Fixed width: each cell is the characters at its positions, neither more nor others.

#include "readers/text/fixed_width.hpp"
#include "domain/file_facts.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

using namespace quittance;

namespace {

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Positions that lie side by side and take the whole of a line.
std::vector<FieldPosition> positions_of(fuzz::Input& input) {
    std::vector<FieldPosition> positions;
    std::size_t from = 1;
    for (std::size_t left = input.below(6) + 1; left > 0; --left) {
        const std::size_t to = from + input.below(20);
        positions.push_back({from, to});
        from = to + 1;
    }
    positions.push_back({from, 10'000});
    return positions;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto positions = positions_of(input);
    const std::string written = input.last_line();
    if (const auto position = field_position(written)) {
        fuzz::held(position->from >= 1 && position->from <= position->to, "positions are in order");
    }
    const std::string bytes = input.rest();
    MemoryInput memory{bytes};
    TextStream text(memory, "utf-8");
    FixedWidthRecords records(text, positions);
    fuzz::RecordPromises promises;
    std::size_t kept = 0;
    bool too_wide = false;
    try {
        for (Record record; records.next(record);) {
            promises.check(record);
            fuzz::held(record.cells.size() == positions.size(), "a cell for each position");
            for (std::size_t i = 0; i < positions.size(); ++i) {
                const std::size_t width = positions[i].to - positions[i].from + 1;
                const std::size_t count = characters_in(record.cells[i].text);
                fuzz::held(count <= width, "a cell is no wider than its positions");
                too_wide = too_wide || (i + 1 == positions.size() && count == width);
                kept += record.cells[i].text.size();
            }
        }
    } catch (const UnreadableFile&) {
        return 0;
    }
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    const auto breaks = static_cast<std::size_t>(
        std::count_if(bytes.begin(), bytes.end(), [](char c) { return c == '\r' || c == '\n'; }));
    fuzz::held(too_wide || kept + breaks + (marked ? 3 : 0) == bytes.size(),
               "every byte is in a cell");
    return 0;
}
