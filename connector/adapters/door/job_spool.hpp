#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace quittance::door {

class FolderClaim;

/// One file that a supplier's program sent, and what became of it.
struct Job {
    std::string id;
    std::string supplier;
    std::string name;
    std::string sha256;
    std::int64_t size = 0;
    std::string period;    ///< "" by the profile's rule
    std::string profile;   ///< "" the supplier's default
    std::string replaces;  ///< SHA-256 of the file that it corrects, "" none
    std::string state;     ///< waiting, reading, done, refused, asked
    std::string report;    ///< JSON text once it was read, "" before
    std::string received_at;
    std::string sender{};  ///< what the token that it came with was issued for
};

/// The same Idempotency-Key came with other files.
class KeyReused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Too many of a supplier's files wait already.
class TooManyWaiting : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Files that were received and wait to be read: bytes in a folder, jobs in SQLite beside them,
/// both private and synced before a call returns. For many threads of one process.
class JobSpool {
public:
    using Now = std::function<std::string()>;

    /// Opens or makes the folder, which no other process may have open; bytes without a job (never
    /// acknowledged) are removed, jobs that were being read wait again. @throws PortError
    /// (retry_later: another process has it).
    JobSpool(std::string folder, Now now);
    ~JobSpool();

    /// Where the bytes of a job lie.
    [[nodiscard]] std::string bytes_of(const std::string& id) const;

    /// Takes the files of one request whose bytes are at `bytes_of`, all or none. The same
    /// non-empty `key` of the same supplier answers the jobs of the first time, and the new bytes
    /// are removed. @throws KeyReused, TooManyWaiting, PortError.
    std::vector<Job> take(const std::string& key, const std::vector<Job>& jobs);

    [[nodiscard]] std::optional<Job> find(const std::string& id);

    /// Each supplier's oldest, of these the one that was tried least: from now on `reading`.
    /// Those of the suppliers `resting` are left alone.
    std::optional<Job> next(const std::set<std::string>& resting = {});

    /// It was read: its end state and report; its bytes are removed unless `keep_bytes`.
    void finish(const std::string& id, const std::string& state, const std::string& report,
                bool keep_bytes = false);

    /// It could not be read now: it waits again, behind other suppliers' files and before its own
    /// supplier's later ones.
    void wait_again(const std::string& id);

private:
    std::vector<Job> of_key(const std::string& supplier, const std::string& key);
    void insert(const std::string& key, const std::vector<Job>& jobs);
    void forget_old();
    void remove_orphans();

    std::string folder_;
    Now now_;
    std::unique_ptr<FolderClaim> claim_;
    std::mutex mutex_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace quittance::door
