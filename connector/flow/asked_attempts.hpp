#pragma once

#include "flow/witnessing.hpp"
#include "ports/collection_ledger.hpp"
#include "ports/witness.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// What a run has asked Odoo for, and what it knows of each attempt. May be used by several threads
/// at once.
class AskedAttempts {
public:
    using Keys = std::vector<std::string>;
    using Call = std::function<std::vector<AttemptStatus>()>;

    AskedAttempts(CollectionLedger& ledger, Witness& witness, int company_id)
        : ledger_(ledger), witnessing_(witness, company_id) {}

    /// An attempt of this run, before it is asked for.
    void introduce(const AttemptOrder& order, const std::string& invoice, int client_id) {
        witnessing_.introduce(order, invoice, client_id);
    }
    /// An attempt of an earlier run, which this one goes on with.
    void take_up(const AttemptStatus& status);

    /// Intent, call, answer. A call whose outcome nobody knows is followed by a question, never by
    /// the call again; what was asked for and is not known to Odoo then did not happen.
    /// @throws PortError of any other kind.
    std::vector<AttemptStatus> ask(WitnessStep step, const Keys& keys, const Call& call);

    [[nodiscard]] std::optional<AttemptStatus> find(const std::string& key) const;
    [[nodiscard]] Keys where(bool (*wanted)(const AttemptStatus&)) const;

    /// The sentence of an answer after which nothing more may be charged in this run; "" none.
    [[nodiscard]] std::string stop() const;

private:
    void learn(const std::vector<AttemptStatus>& statuses);

    CollectionLedger& ledger_;
    Witnessing witnessing_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, AttemptStatus> statuses_;
    std::string stop_;
};

}  // namespace quittance
