#pragma once

#include "ports/collection_ledger.hpp"
#include "ports/witness.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace quittance {

/// Knows of each key what the journal writes about it, and writes intents and answers.
/// For several threads.
class Witnessing {
public:
    Witnessing(Witness& witness, int company_id) : witness_(witness), company_id_(company_id) {}

    /// What an intent about a key that Odoo has not answered yet will say.
    void introduce(const AttemptOrder& order, const std::string& move_name, int client_id);
    void introduce(const AttemptStatus& status);

    void intend(WitnessStep step, const std::vector<std::string>& keys);

    /// Notes the states that were answered; an answer without a state acknowledges nothing.
    void answered(WitnessStep step, const std::vector<AttemptStatus>& statuses);

private:
    WitnessedAttempt& line_of(const std::string& key);

    Witness& witness_;
    int company_id_;
    std::mutex mutex_;
    std::map<std::string, WitnessedAttempt> lines_;
};

/// The journal's line for a status.
[[nodiscard]] WitnessedAttempt witnessed(const AttemptStatus& status, int company_id);

}  // namespace quittance
