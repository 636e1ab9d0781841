#include "readers/mask/masked_file.hpp"

#include "readers/mask/card_mask.hpp"
#include "readers/mask/masked_archive.hpp"
#include "readers/mask/write_bytes.hpp"

#include <array>
#include <fstream>
#include <string_view>

namespace quittance {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

bool is_zip(std::ifstream& file) {
    std::array<char, 4> first{};
    file.read(first.data(), first.size());
    file.clear();
    file.seekg(0);
    return std::string_view(first.data(), first.size()) == "PK\x03\x04";
}

}  // namespace

void write_masked(const std::string& path, int copy, const std::vector<std::string>& numbers) {
    const CardForms forms(numbers);
    std::ifstream file(path, std::ios::binary);
    if (is_zip(file)) {
        write_masked_archive(path, copy, forms);
        return;
    }
    const auto write = [copy](std::string_view bytes) { write_bytes(copy, bytes); };
    CardMask mask(forms);
    std::vector<char> piece(piece_size);
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        mask.take({piece.data(), static_cast<std::size_t>(file.gcount())}, write);
    }
    mask.end(write);
}

}  // namespace quittance
