#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct zip;
struct zip_file;

namespace quittance::workbook {

class Archive;

/// The bytes of one part, inflated as they are asked for. The archive must outlive it.
class PartStream {
public:
    /// Up to `size` bytes into `into`; 0 at the end, after the part's checksum was found right.
    /// @throws UnreadableFile: damaged bytes, or more of them than a workbook can have.
    std::size_t read(char* into, std::size_t size);

    [[nodiscard]] const std::string& name() const { return name_; }

private:
    friend class Archive;
    PartStream(Archive& archive, std::uint64_t index, std::string name);

    struct Close {
        void operator()(zip_file* file) const;
    };
    Archive* archive_;
    std::unique_ptr<zip_file, Close> file_;
    std::string name_;
    std::uint64_t packed_ = 0;
    std::uint64_t inflated_ = 0;
};

/// A zip archive whose parts are found by path, as OOXML asks: without regard to case. Nothing
/// outside of it is ever read, and what is inflated of all parts together is bounded.
class Archive {
public:
    /// @throws UnreadableFile: no zip archive, too many parts, one part twice.
    explicit Archive(const std::string& path);

    [[nodiscard]] bool has(std::string_view part) const;
    /// Bytes of a part as the archive's list states them, which may be wrong; 0 without the part.
    [[nodiscard]] std::uint64_t size_of(std::string_view part) const;
    /// @throws UnreadableFile: no such part, or a password is needed.
    [[nodiscard]] PartStream open(std::string_view part);
    /// The whole of a small part. @throws UnreadableFile: as `open`, or more than `size_max` bytes.
    [[nodiscard]] std::string text_of(std::string_view part, std::size_t size_max);

private:
    friend class PartStream;
    struct Discard {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Discard> zip_;
    std::unordered_map<std::string, std::uint64_t> parts_;
    std::uint64_t inflated_ = 0;
};

/// Where a link of a part leads: `target` from the folder of `base`, inside the archive.
/// @throws UnreadableFile: it leads out of the archive.
[[nodiscard]] std::string resolved(std::string_view base, std::string_view target);

}  // namespace quittance::workbook
