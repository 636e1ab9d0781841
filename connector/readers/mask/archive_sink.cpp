#include "readers/mask/archive_sink.hpp"

#include "readers/mask/masked_file.hpp"
#include "readers/mask/write_bytes.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace quittance {

zip_source_t* ArchiveSink::source() {
    return zip_source_function_create(&ArchiveSink::answer, this, nullptr);
}

zip_int64_t ArchiveSink::write(const void* data, zip_uint64_t size) {
    try {
        write_bytes(descriptor_, {static_cast<const char*>(data), size});
        return static_cast<zip_int64_t>(size);
    } catch (const NoRoom&) {
        is_full_ = true;
        return -1;
    }
}

zip_int64_t ArchiveSink::seek(void* data, zip_uint64_t size) {
    const auto* const to = ZIP_SOURCE_GET_ARGS(zip_source_args_seek_t, data, size, nullptr);
    return to != nullptr && ::lseek(descriptor_, to->offset, to->whence) >= 0 ? 0 : -1;
}

/// There is no archive yet, which is all that there is to read.
zip_int64_t ArchiveSink::answer(void* state, void* data, zip_uint64_t size,
                                zip_source_cmd_t question) {
    auto* const sink = static_cast<ArchiveSink*>(state);
    switch (question) {
        case ZIP_SOURCE_SUPPORTS:
            return zip_source_make_command_bitmap(
                ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE,
                ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE,
                ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE, -1);
        case ZIP_SOURCE_WRITE:
            return sink->write(data, size);
        case ZIP_SOURCE_SEEK_WRITE:
            return sink->seek(data, size);
        case ZIP_SOURCE_TELL_WRITE:
            return ::lseek(sink->descriptor_, 0, SEEK_CUR);
        case ZIP_SOURCE_ERROR: {
            const int codes[] = {ZIP_ER_WRITE, sink->is_full_ ? ENOSPC : ENOENT};
            std::memcpy(data, codes, sizeof codes);
            return sizeof codes;
        }
        case ZIP_SOURCE_STAT:
            zip_stat_init(static_cast<zip_stat_t*>(data));
            static_cast<zip_stat_t*>(data)->valid = ZIP_STAT_SIZE;
            static_cast<zip_stat_t*>(data)->size = 0;
            return sizeof(zip_stat_t);
        case ZIP_SOURCE_BEGIN_WRITE:
        case ZIP_SOURCE_COMMIT_WRITE:
        case ZIP_SOURCE_ROLLBACK_WRITE:
        case ZIP_SOURCE_REMOVE:
        case ZIP_SOURCE_OPEN:
        case ZIP_SOURCE_CLOSE:
        case ZIP_SOURCE_READ:
        case ZIP_SOURCE_FREE:
            return 0;
        default:
            return -1;
    }
}

}  // namespace quittance
