#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quittance::door {

/// A private new file (0600) that is on the disk, with its name, once `commit` returns; removed
/// when it is not committed. Not movable: one function writes one file.
class DurableFile {
public:
    /// @throws PortError (retry_later) when it cannot be made.
    explicit DurableFile(std::string path);
    ~DurableFile();
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;

    /// @throws PortError (retry_later): the disk is full or broken.
    void write(std::string_view bytes);
    void commit();

private:
    [[noreturn]] void fail() const;

    std::string path_;
    std::string part_;
    int descriptor_ = -1;
    bool committed_ = false;
};

/// Makes the folder (0700) when it is missing. @throws PortError (fix_configuration).
void make_private_folder(const std::string& path);

/// Syncs a folder: names that were made or taken away in it stay so. @throws PortError.
void sync_folder(const std::string& path);

}  // namespace quittance::door
