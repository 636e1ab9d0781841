#pragma once

#include <zip.h>

namespace quittance {

/// An open, empty file that libzip writes an archive into. Must outlive the archive.
class ArchiveSink {
public:
    explicit ArchiveSink(int descriptor) : descriptor_(descriptor) {}
    ArchiveSink(const ArchiveSink&) = delete;
    ArchiveSink& operator=(const ArchiveSink&) = delete;

    /// Taken over by the archive that is opened from it.
    [[nodiscard]] zip_source_t* source();
    /// Whether a write failed.
    [[nodiscard]] bool is_full() const { return is_full_; }

private:
    static zip_int64_t answer(void* state, void* data, zip_uint64_t size,
                              zip_source_cmd_t question);
    zip_int64_t write(const void* data, zip_uint64_t size);
    zip_int64_t seek(void* data, zip_uint64_t size);

    int descriptor_;
    bool is_full_ = false;
};

}  // namespace quittance
