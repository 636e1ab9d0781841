#include "adapters/files/masked_copy.hpp"

#include "adapters/files/private_file.hpp"
#include "adapters/files/spooled_file.hpp"
#include "readers/values/card_number.hpp"

#include <zip.h>

#include <fstream>
#include <limits>
#include <memory>
#include <string_view>

namespace quittance {
namespace {

constexpr std::size_t part_bytes_max = 256 * 1024 * 1024;

[[noreturn]] void refuse() {
    throw UnreadableFile({"card_number",
                          "The file holds payment card numbers that could not be masked: it is not "
                          "kept. Ask the supplier for a file without them.",
                          0, ""});
}

void replace_all(std::string& bytes, const std::string& from, const std::string& to) {
    for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at)) {
        bytes.replace(at, from.size(), to);
        at += to.size();
    }
}

void mask_all(std::string& bytes, const std::vector<std::string>& numbers) {
    for (const auto& number : numbers) {
        for (const auto& [written, masked] : bytes_of_card(number)) {
            replace_all(bytes, written, masked);
        }
    }
}

struct CloseZip {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

std::string part_of(zip_t* archive, zip_uint64_t index) {
    std::string bytes;
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> part(zip_fopen_index(archive, index, 0),
                                                                 zip_fclose);
    std::string piece(64 * 1024, '\0');
    for (zip_int64_t count = part ? zip_fread(part.get(), piece.data(), piece.size()) : -1;
         count != 0; count = zip_fread(part.get(), piece.data(), piece.size())) {
        if (count < 0 || bytes.size() > part_bytes_max) {
            refuse();
        }
        bytes.append(piece, 0, static_cast<std::size_t>(count));
    }
    return bytes;
}

/// The workbook's parts that hold a number, replaced. The buffers live until the archive is
/// written, which is when it is closed.
void mask_workbook(const std::string& path, const std::vector<std::string>& numbers) {
    int error = 0;
    std::unique_ptr<zip_t, CloseZip> archive(zip_open(path.c_str(), 0, &error));
    if (!archive) {
        refuse();
    }
    std::vector<std::unique_ptr<std::string>> parts;
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    for (zip_uint64_t index = 0; index < count; ++index) {
        std::string bytes = part_of(archive.get(), index);
        const std::string before = bytes;
        mask_all(bytes, numbers);
        if (bytes == before) {
            continue;
        }
        parts.push_back(std::make_unique<std::string>(std::move(bytes)));
        zip_source_t* const source =
            zip_source_buffer(archive.get(), parts.back()->data(), parts.back()->size(), 0);
        if (zip_file_replace(archive.get(), index, source, 0) != 0) {
            refuse();
        }
    }
    if (zip_close(archive.get()) != 0) {
        refuse();
    }
    (void)archive.release();
}

bool is_zip(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04");
}

}  // namespace

MaskedCopy masked_copy(const std::string& path, const std::vector<std::string>& numbers) {
    const auto copy = std::make_shared<SpooledFile>();
    std::string bytes = read_file(path, std::numeric_limits<std::int64_t>::max());
    const bool zip = is_zip(bytes);
    if (!zip) {
        mask_all(bytes, numbers);
    }
    std::ofstream(copy->path(), std::ios::binary | std::ios::trunc) << bytes;
    if (zip) {
        mask_workbook(copy->path(), numbers);
    }
    const SpooledBytes made = measured(copy->path());
    return {copy, copy->path(), made.sha256, made.size};
}

}  // namespace quittance
