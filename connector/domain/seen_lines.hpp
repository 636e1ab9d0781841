#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace quittance {

/// What a file has said before: for a name (a ticket, a line's key) the row and the content with
/// which it came first. 16 bytes a name: a million names fit into about 24 MB. Names are kept as
/// 64-bit hashes: two of a million names are taken for one once in 40 million files, which is why
/// this warns and counts, and never decides what is billed.
class SeenLines {
public:
    struct First {
        int row = 0;
        std::uint32_t content = 0;
    };

    /// Notes the name; what was known of it when it came before.
    std::optional<First> see(std::uint64_t name, std::uint32_t content, int row);

    /// The name will be seen soon: its place, which lies anywhere in a large table, is fetched
    /// meanwhile.
    void expect(std::uint64_t name) const;

    /// A hash for `see`, of texts that stand for one name together.
    [[nodiscard]] static std::uint64_t hash(std::initializer_list<std::string_view> texts);

private:
    struct Entry {
        std::uint64_t name = 0;  // 0: free
        std::uint32_t content = 0;
        std::int32_t row = 0;
    };
    /// Tables that grow by themselves: none of them is large when it is copied.
    struct Table {
        std::vector<Entry> entries;
        std::size_t used = 0;
    };

    static std::size_t first_place(const std::vector<Entry>& entries, std::uint64_t name);
    static Entry& place(std::vector<Entry>& entries, std::uint64_t name);
    static void grow(Table& table);

    std::array<Table, 256> tables_;
};

}  // namespace quittance
