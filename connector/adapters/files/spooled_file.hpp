#pragma once

#include <cstdint>
#include <string>

namespace quittance {

/// A private copy of bytes on their way in, which nobody else reads or changes; removed with this
/// object. Lies in $TMPDIR (systemd's PrivateTmp).
class SpooledFile {
public:
    /// An empty copy. @throws PortError (fix_configuration).
    SpooledFile();
    ~SpooledFile();
    SpooledFile(const SpooledFile&) = delete;
    SpooledFile& operator=(const SpooledFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// What was copied.
struct SpooledBytes {
    std::int64_t size = 0;
    std::string sha256;
};

/// Copies the regular file at `from` to `to`. @throws PortError: it is missing, or larger than
/// `bytes_max` (fix_data).
SpooledBytes copy_bytes(const std::string& from, const std::string& to, std::int64_t bytes_max);

/// Size and sha256 of a file, read as a stream. @throws PortError.
[[nodiscard]] SpooledBytes measured(const std::string& path);

}  // namespace quittance
