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

FixedWidthRecords::FixedWidthRecords(TextStream& text, std::vector<FieldPosition> positions)
    : lines_(text, {Dialect::none, Dialect::none, Dialect::none}),
      positions_(std::move(positions)) {
    const auto is_free = [this](std::size_t character) {
        return std::none_of(positions_.begin(), positions_.end(), [&](const auto& other) {
            return other.from <= character && character <= other.to;
        });
    };
    for (const auto& position : positions_) {
        neighbours_.push_back({is_free(position.from - 1), is_free(position.to + 1)});
    }
}

bool FixedWidthRecords::is_cut(std::string_view line, std::string_view field,
                               const Neighbours& neighbours) {
    constexpr std::string_view digits = "0123456789";
    constexpr std::string_view of_numbers = "0123456789.,'-()";
    const auto has = [](std::string_view set, char c) {
        return set.find(c) != std::string_view::npos;
    };
    if (field.empty() || (field.size() > 1 && field.front() == '0' && has(digits, field[1]))) {
        return false;
    }
    const auto begin = static_cast<std::size_t>(field.data() - line.data());
    const std::size_t end = begin + field.size();
    return (neighbours.free_behind && end < line.size() && has(of_numbers, line[end]) &&
            has(of_numbers, field.back())) ||
           (neighbours.free_before && begin > 0 && has(of_numbers, line[begin - 1]) &&
            has(of_numbers, field.front()));
}

bool FixedWidthRecords::next(Record& record) {
    record.cells.clear();
    if (!lines_.next(line_)) {
        return false;
    }
    record.row = line_.row;
    record.hidden = false;
    const std::string_view line = line_.cells.front().text;
    for (std::size_t i = 0; i < positions_.size(); ++i) {
        const std::string_view field = cut(line, positions_[i]);
        const bool goes_on = is_cut(line, field, neighbours_[i]);
        record.cells.push_back({goes_on ? Cell::Kind::cut : Cell::Kind::text, field});
    }
    return true;
}

}  // namespace quittance
