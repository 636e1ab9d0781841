#include "readers/text/fixed_width.hpp"

#include <algorithm>
#include <charconv>

namespace quittance {
namespace {

constexpr std::size_t position_max = 10'000;

/// The byte at which the character number `wanted` (from 0) begins, from byte `at` on, which is
/// that of character number `character`.
std::size_t byte_of(std::string_view line, std::size_t wanted, std::size_t& character,
                    std::size_t at) {
    while (at < line.size() && character < wanted) {
        ++at;
        while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) {
            ++at;  // the rest of a character of several bytes
        }
        ++character;
    }
    return at;
}

std::string_view cut(std::string_view line, const FieldPosition& position) {
    std::size_t character = 0;
    const std::size_t begin = byte_of(line, position.from - 1, character, 0);
    if (character < position.from - 1) {
        return {};
    }
    const std::size_t end = byte_of(line, position.to, character, begin);
    return line.substr(begin, end - begin);
}

}  // namespace

std::optional<FieldPosition> field_position(std::string_view text) {
    FieldPosition position;
    const char* const end = text.data() + text.size();
    const auto from = std::from_chars(text.data(), end, position.from);
    if (from.ec != std::errc() || from.ptr == end || *from.ptr != '-') {
        return std::nullopt;
    }
    const auto to = std::from_chars(from.ptr + 1, end, position.to);
    const bool whole = to.ec == std::errc() && to.ptr == end;
    if (!whole || position.from == 0 || position.to < position.from || position.to > position_max) {
        return std::nullopt;
    }
    return position;
}

bool FixedWidthRecords::next(Record& record) {
    record.cells.clear();
    if (!lines_.next(line_)) {
        return false;
    }
    record.row = line_.row;
    record.hidden = false;
    for (const auto& position : positions_) {
        record.cells.push_back({Cell::Kind::text, cut(line_.cells.front().text, position)});
    }
    return true;
}

}  // namespace quittance
