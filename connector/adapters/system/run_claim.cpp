#include "adapters/system/run_claim.hpp"

#include "support/port_error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace quittance::system {

RunClaim RunClaim::take(const std::string& journal, const std::string& kind) {
    const std::string path = journal + "." + kind + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        throw PortError(Advice::fix_configuration,
                        path +
                            " cannot be opened; the journal's folder must exist and belong to "
                            "this user");
    }
    RunClaim claim(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        throw PortError(Advice::retry_later,
                        "another `quittance` on this machine is doing the same (" + kind + ")");
    }
    return claim;
}

RunClaim::RunClaim(RunClaim&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RunClaim::~RunClaim() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

std::string RunClaim::abandoned_key() const {
    std::array<char, 128> text{};
    const ssize_t bytes = ::pread(descriptor_, text.data(), text.size(), 0);
    return bytes > 0 ? std::string(text.data(), static_cast<std::size_t>(bytes)) : std::string();
}

void RunClaim::remember(const std::string& run_key) {
    // Truncated first: a crash in between leaves no key, which only costs waiting for a lease.
    const bool written = ::ftruncate(descriptor_, 0) == 0 &&
                         ::pwrite(descriptor_, run_key.data(), run_key.size(), 0) ==
                             static_cast<ssize_t>(run_key.size()) &&
                         ::fsync(descriptor_) == 0;
    if (!written) {
        throw PortError(Advice::retry_later,
                        "the run's key cannot be written beside the journal: is the disk full?");
    }
}

}  // namespace quittance::system
