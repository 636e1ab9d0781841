#pragma once

#include "domain/attempt_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// What the connector is about to ask for, or was told: the calls that can move money, and what
/// it learnt without asking.
enum class WitnessStep {
    prepare,
    execute,
    book,
    resolve,
    copied,  ///< read from Odoo's history: opened there, or changed there
    adopted  ///< put back after a restore, or found to have left nothing behind
};

/// One attempt as the journal keeps it. `state` is empty for an intent.
struct WitnessedAttempt {
    std::string key;
    int company_id = 0;
    int no = 0;
    std::string move_name;
    int client_id = 0;
    std::int64_t amount_minor = 0;
    std::string currency;
    std::string rail;
    AttemptState state = AttemptState::absent;
    std::string provider_reference;
};

/// How far the last audit that left nothing to a person has looked.
struct AuditedUpTo {
    std::string moment;      ///< of the contract, when it began; "" before the first one
    std::int64_t entry = 0;  ///< the journal's last entry then
};

/// How far Odoo's history has been copied, and since when the provider's charges were compared.
struct WitnessPosition {
    int last_event = 0;
    std::string charges_since;  ///< moment of the contract, "" before the first comparison
    AuditedUpTo audited;
    std::int64_t last_entry = 0;  ///< the journal's newest entry; not written
};

/// The connector's own append-only record. What it was told of is on the disk before the call
/// returns, so an intent that is missing was never sent.
class Witness {
public:
    virtual ~Witness() = default;

    /// Before the call. @throws PortError when it cannot be kept; the call must then not be made.
    virtual void note_intent(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) = 0;

    /// After the answer: what Odoo said of each attempt is from now on acknowledged.
    virtual void note_answer(WitnessStep step, const std::vector<WitnessedAttempt>& attempts) = 0;

    /// The newest acknowledged state of the attempts acknowledged last, newest first, without
    /// those that an audit closed as having left nothing behind.
    [[nodiscard]] virtual std::vector<WitnessedAttempt> last_acknowledged(int company_id,
                                                                          int count) = 0;

    /// Every attempt of the company with its newest acknowledged state, or `sending` when it was
    /// about to be executed and no answer came, in the order of their keys. Pages: at most
    /// `count` behind `after_key` ("" at first), only those with an entry behind `after_entry`.
    [[nodiscard]] virtual std::vector<WitnessedAttempt> attempts(int company_id,
                                                                 const std::string& after_key,
                                                                 int count,
                                                                 std::int64_t after_entry) = 0;

    /// `last_event` is of one epoch: after an accepted restore Odoo's numbers begin anew.
    /// The rest is the newest of all epochs: what the restore has lost is looked for.
    [[nodiscard]] virtual WitnessPosition position(int company_id, const std::string& epoch) = 0;
    virtual void note_position(int company_id, const std::string& epoch,
                               const WitnessPosition& position) = 0;
};

}  // namespace quittance
