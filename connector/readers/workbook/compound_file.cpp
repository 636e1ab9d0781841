#include "readers/workbook/compound_file.hpp"

#include <array>
#include <fstream>
#include <string_view>

namespace quittance::workbook {
namespace {

constexpr std::size_t entry_bytes = 128;

/// Whether a directory entry has this name: UTF-16 with its end, then the length of both.
bool is_named(std::string_view entry, std::string_view name) {
    const std::size_t length = 2 * name.size() + 2;
    if (static_cast<unsigned char>(entry[64]) != length || entry[65] != '\0') {
        return false;
    }
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (entry[2 * at] != name[at] || entry[2 * at + 1] != '\0') {
            return false;
        }
    }
    return entry[length - 2] == '\0' && entry[length - 1] == '\0';
}

}  // namespace

CompoundKind compound_kind(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, entry_bytes> bytes{};
    CompoundKind kind = CompoundKind::other;
    while (file.read(bytes.data(), bytes.size())) {
        const std::string_view entry{bytes.data(), bytes.size()};
        if (is_named(entry, "EncryptedPackage")) {
            return CompoundKind::encrypted;
        }
        if (is_named(entry, "Workbook") || is_named(entry, "Book")) {
            kind = CompoundKind::old_workbook;
        }
    }
    return kind;
}

}  // namespace quittance::workbook
