#include "support/zip_in_memory.hpp"

#include "support/held.hpp"

#include <zip.h>

namespace quittance::fuzz {

std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts) {
    zip_source_t* const memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_t* const archive = zip_open_from_source(memory, ZIP_TRUNCATE, nullptr);
    zip_source_keep(memory);
    for (const auto& [path, content] : parts) {
        zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, path.c_str(), source, 0);
        held(index >= 0, "a part can be added");
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    held(zip_close(archive) == 0, "an archive can be written");
    zip_source_open(memory);
    zip_source_seek(memory, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(memory)), '\0');
    zip_source_seek(memory, 0, SEEK_SET);
    zip_source_read(memory, bytes.data(), bytes.size());
    zip_source_close(memory);
    zip_source_free(memory);
    return bytes;
}

}  // namespace quittance::fuzz
