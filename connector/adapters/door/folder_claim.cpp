#include "adapters/door/folder_claim.hpp"

#include "support/port_error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace quittance::door {

FolderClaim::FolderClaim(const std::string& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) {
        throw PortError(Advice::fix_configuration,
                        "The folder " + folder + " cannot be opened: " + std::strerror(errno));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        ::close(descriptor_);
        throw PortError(
            Advice::retry_later,
            error == EWOULDBLOCK
                ? "another `quittance serve` works in the folder " + folder
                : "The folder " + folder + " cannot be locked: " + std::strerror(error));
    }
}

FolderClaim::~FolderClaim() {
    ::close(descriptor_);
}

}  // namespace quittance::door
