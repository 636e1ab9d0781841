#pragma once

#include "ports/witness.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace SQLite {
class Database;
}

namespace quittance::journal {

/// The witness journal in one SQLite file, readable by its owner alone.
///
/// Rollback journal with synchronous=EXTRA: when a call returns, its lines are on the disk.
/// Triggers refuse every update and delete, also by hand. Several processes may share the file.
class SqliteWitness final : public Witness {
public:
    using Now = std::function<std::string()>;

    /// Opens or makes the file. @throws PortError (no folder, no rights, another program's file,
    /// made by a newer Quittance), with what to do.
    SqliteWitness(const std::string& path, Now now);
    ~SqliteWitness() override;

    void note_intent(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) override;
    void note_answer(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) override;
    std::vector<WitnessedAttempt> last_acknowledged(int company_id, int count) override;
    std::vector<WitnessedAttempt> attempts(int company_id, const std::string& after_key, int count,
                                           std::int64_t after_entry) override;
    WitnessPosition position(int company_id, const std::string& epoch) override;
    void note_position(int company_id, const std::string& epoch,
                       const WitnessPosition& position) override;

private:
    void note(WitnessStep step, bool intent, const std::vector<WitnessedAttempt>& attempts);

    std::string path_;
    Now now_;
    std::mutex mutex_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace quittance::journal
