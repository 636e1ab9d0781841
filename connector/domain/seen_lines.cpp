#include "domain/seen_lines.hpp"

#include <xxhash.h>

#include <initializer_list>

namespace quittance {
namespace {

constexpr std::size_t first_size = 64;

}  // namespace

std::uint64_t SeenLines::hash(std::initializer_list<std::string_view> texts) {
    std::uint64_t value = 0;
    for (const auto text : texts) {
        value = XXH3_64bits_withSeed(text.data(), text.size(), value + text.size());
    }
    return value == 0 ? 1 : value;
}

/// The lower half of the hash, spread over a table of any size without a division.
std::size_t SeenLines::first_place(const std::vector<Entry>& entries, std::uint64_t name) {
    return static_cast<std::size_t>(
        ((name & 0xFFFFFFFFU) * static_cast<std::uint64_t>(entries.size())) >> 32U);
}

SeenLines::Entry& SeenLines::place(std::vector<Entry>& entries, std::uint64_t name) {
    std::size_t at = first_place(entries, name);
    while (entries[at].name != 0 && entries[at].name != name) {
        at = at + 1 == entries.size() ? 0 : at + 1;
    }
    return entries[at];
}

void SeenLines::grow(Table& table) {
    std::vector<Entry> larger(
        table.entries.empty() ? first_size : table.entries.size() + table.entries.size() / 2);
    for (const Entry& entry : table.entries) {
        if (entry.name != 0) {
            place(larger, entry.name) = entry;
        }
    }
    table.entries = std::move(larger);
}

void SeenLines::expect(std::uint64_t name) const {
    const auto& entries = tables_.at(name >> 56U).entries;
    if (!entries.empty()) {
        __builtin_prefetch(&entries[first_place(entries, name)], 1);
    }
}

std::optional<SeenLines::First> SeenLines::see(std::uint64_t name, std::uint32_t content, int row) {
    Table& table = tables_.at(name >> 56U);
    if (table.used * 5 >= table.entries.size() * 4) {
        grow(table);
    }
    Entry& entry = place(table.entries, name);
    if (entry.name == 0) {
        entry = {name, content, row};
        ++table.used;
        return std::nullopt;
    }
    return First{entry.row, entry.content};
}

}  // namespace quittance
