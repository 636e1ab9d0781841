#include "readers/mask/masked_archive.hpp"

#include "domain/file_facts.hpp"
#include "readers/mask/archive_sink.hpp"
#include "readers/mask/masked_file.hpp"
#include "readers/workbook/limits.hpp"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace quittance {
namespace {

constexpr std::size_t piece_size = 64 * 1024;

[[noreturn]] void refuse() {
    throw UnreadableFile({"card_number",
                          "The file holds payment card numbers that could not be masked: it is not "
                          "kept. Ask the supplier for a file without them.",
                          0, ""});
}

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Zip = std::unique_ptr<zip_t, Discard>;

struct Close {
    void operator()(zip_file_t* part) const { zip_fclose(part); }
};

/// A part's bytes, masked as they are asked for.
class MaskedPart {
public:
    MaskedPart(zip_t* archive, zip_uint64_t index, const CardForms& forms)
        : part_(zip_fopen_index(archive, index, 0)), mask_(forms) {}

    /// Up to `size` bytes; 0 at the end, -1: it cannot be read, or is larger than any part can be.
    zip_int64_t read(char* into, std::size_t size) {
        while (ready_.empty() && !ended_) {
            if (!fill()) {
                return -1;
            }
        }
        const std::size_t count = std::min(size, ready_.size());
        std::memcpy(into, ready_.data(), count);
        ready_.erase(0, count);
        return static_cast<zip_int64_t>(count);
    }
    [[nodiscard]] bool found_any() const { return mask_.found_any(); }

private:
    bool fill() {
        std::string piece(piece_size, '\0');
        const zip_int64_t count = part_ ? zip_fread(part_.get(), piece.data(), piece.size()) : -1;
        inflated_ += count > 0 ? static_cast<std::uint64_t>(count) : 0;
        if (count < 0 || inflated_ > workbook::part_max) {
            return false;
        }
        const auto keep = [this](std::string_view bytes) { ready_ += bytes; };
        if (count == 0) {
            mask_.end(keep);
            ended_ = true;
        } else {
            mask_.take(std::string_view(piece).substr(0, static_cast<std::size_t>(count)), keep);
        }
        return true;
    }

    std::unique_ptr<zip_file_t, Close> part_;
    CardMask mask_;
    std::string ready_;
    std::uint64_t inflated_ = 0;
    bool ended_ = false;
};

/// Whether a card number stands in the part. @throws UnreadableFile: nobody can say.
bool holds_any(zip_t* archive, zip_uint64_t index, const CardForms& forms) {
    MaskedPart part(archive, index, forms);
    std::string piece(piece_size, '\0');
    zip_int64_t count = 0;
    do {
        count = part.read(piece.data(), piece.size());
    } while (count > 0);
    if (count < 0) {
        refuse();
    }
    return part.found_any();
}

/// What libzip asks a part for that it packs; deleted by its last question.
struct PartSource {
    zip_t* archive;
    zip_uint64_t index;
    const CardForms& forms;
    std::unique_ptr<MaskedPart> part{};
};

zip_int64_t answer(void* state, void* data, zip_uint64_t size, zip_source_cmd_t question) {
    auto* const source = static_cast<PartSource*>(state);
    switch (question) {
        case ZIP_SOURCE_OPEN:
            source->part =
                std::make_unique<MaskedPart>(source->archive, source->index, source->forms);
            return 0;
        case ZIP_SOURCE_READ:
            return source->part->read(static_cast<char*>(data), size);
        case ZIP_SOURCE_CLOSE:
            source->part.reset();
            return 0;
        case ZIP_SOURCE_STAT:
            zip_stat_init(static_cast<zip_stat_t*>(data));
            return sizeof(zip_stat_t);
        case ZIP_SOURCE_ERROR: {
            const int codes[] = {ZIP_ER_READ, 0};
            std::memcpy(data, codes, sizeof codes);
            return sizeof codes;
        }
        case ZIP_SOURCE_FREE:
            delete source;
            return 0;
        case ZIP_SOURCE_SUPPORTS:
            return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
                                                  ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                                  ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
        default:
            return -1;
    }
}

zip_source_t* part_of(zip_t* to, zip_t* from, zip_uint64_t index, const CardForms& forms) {
    if (!holds_any(from, index, forms)) {
        return zip_source_zip(to, from, index, ZIP_FL_COMPRESSED, 0, -1);
    }
    return zip_source_function(to, &answer, new PartSource{from, index, forms});
}

void copy_part(zip_t* to, zip_t* from, zip_uint64_t index, const CardForms& forms) {
    const char* const name = zip_get_name(from, index, 0);
    if (name == nullptr) {
        refuse();
    }
    if (std::string_view(name).ends_with('/')) {
        zip_dir_add(to, name, 0);
        return;
    }
    zip_source_t* const source = part_of(to, from, index, forms);
    if (source == nullptr || zip_file_add(to, name, source, 0) < 0) {
        zip_source_free(source);
        refuse();
    }
}

}  // namespace

void write_masked_archive(const std::string& path, int copy, const CardForms& forms) {
    const Zip from(zip_open(path.c_str(), ZIP_RDONLY, nullptr));
    ArchiveSink sink(copy);
    Zip to(zip_open_from_source(sink.source(), ZIP_TRUNCATE, nullptr));
    const zip_int64_t count = from ? zip_get_num_entries(from.get(), 0) : -1;
    if (!to || count < 0 || count > static_cast<zip_int64_t>(workbook::parts_max)) {
        refuse();
    }
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
        copy_part(to.get(), from.get(), index, forms);
    }
    if (zip_close(to.get()) != 0) {
        if (sink.is_full()) {
            throw NoRoom();
        }
        refuse();
    }
    static_cast<void>(to.release());
}

}  // namespace quittance
