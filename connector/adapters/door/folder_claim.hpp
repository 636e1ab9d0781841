#pragma once

#include <string>

namespace quittance::door {

/// A folder that this process alone works in. The kernel drops the lock when the process dies,
/// however it dies. Not movable.
class FolderClaim {
public:
    /// @throws PortError when another process holds the claim (retry_later) or the folder cannot
    /// be opened (fix_configuration).
    explicit FolderClaim(const std::string& folder);
    ~FolderClaim();
    FolderClaim(const FolderClaim&) = delete;
    FolderClaim& operator=(const FolderClaim&) = delete;

private:
    int descriptor_;
};

}  // namespace quittance::door
