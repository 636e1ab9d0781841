#pragma once

#include "ports/witness.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace quittance::test {

/// A journal in memory, by the same rules as the real one (the contract suite runs over both).
class FakeWitness final : public Witness {
public:
    struct Line {
        WitnessStep step;
        bool intent;
        WitnessedAttempt attempt;
    };
    std::vector<Line> lines;
    /// Called before each line is kept; may throw what a full disk throws.
    std::function<void(bool intent)> before;

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

    std::mutex mutex_;
    std::map<std::pair<int, std::string>, WitnessPosition> positions_;
    std::map<int, std::string> charges_since_;
    std::map<int, AuditedUpTo> audited_;
};

}  // namespace quittance::test
