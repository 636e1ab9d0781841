#pragma once

#include <memory>
#include <string>

namespace quittance::system {

/// This machine's claim to be the one that runs a kind of run over a journal.
///
/// A lock on a file beside the journal, which the kernel drops when the process dies, however it
/// dies. The file holds the key of the run in hand: who gets the lock and finds a key there knows
/// that its run is dead, and resumes it instead of waiting for its lease to end.
class RunClaim {
public:
    /// @throws PortError when another process here holds the claim (retry_later) or the file
    /// cannot be made (fix_configuration).
    static RunClaim take(const std::string& journal, const std::string& kind);

    RunClaim(RunClaim&&) noexcept;
    RunClaim& operator=(RunClaim&&) = delete;
    ~RunClaim();

    /// The key of a run that died in the middle, "" when the last one ended.
    [[nodiscard]] std::string abandoned_key() const;

    /// Remembers the key of the run that begins; "" when it has ended.
    void remember(const std::string& run_key);

private:
    explicit RunClaim(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace quittance::system
