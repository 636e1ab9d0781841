#pragma once

#include "ports/audit_ledger.hpp"
#include "ports/collection_ledger.hpp"
#include "ports/gatekeeper.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace quittance::test {

/// An invoice in the fake's books.
struct FakeInvoice {
    int move_id = 0;
    std::string name;
    int client_id = 0;
    std::int64_t residual_minor = 0;
    std::string reason_code = "collect";
    int method_id = 1;
};

/// How a charge goes at the fake's provider, chosen by the method that is charged.
enum class Card { good, declined, pending, slow };

/// Odoo with its provider, as far as collection sees them: an invoice has one live attempt, a
/// repeated key the same answer, and every charge is counted. Not a mock: tests look at what
/// happened, not at what was called. Safe for several threads.
class FakeOdoo final : public Gatekeeper, public CollectionLedger, public AuditLedger {
public:
    FakeOdoo();

    // What a test arranges.
    Greeting greeting;
    std::vector<FakeInvoice> invoices;
    std::map<int, Card> cards;                     ///< by method; missing: good
    std::vector<ProviderCharge> stray_charges;     ///< at the provider, not in Odoo
    bool lists = true;                             ///< the provider lists its charges
    bool list_fails = false;                       ///< but not now
    std::size_t list_fails_after = 0;              ///< of these charges
    bool asks = true;                              ///< and answers when asked about one
    std::map<std::string, std::string> differing;  ///< by key: the finding of a charge
    std::set<std::string> not_charged;             ///< keys that the provider does not know
    RunRelease release_answer;
    std::set<int> released_moves;  ///< on the list that a supervisor has released
    /// Called before and after the effect of each call; may throw what a lost reply throws.
    std::function<void(const std::string& method)> before;
    std::function<void(const std::string& method)> after;

    // What a test looks at.
    struct Attempt {
        AttemptStatus status;
        int charges = 0;  ///< how often the provider took money for it
    };
    std::map<std::string, Attempt> attempts;
    std::vector<LostAttempt> reported;
    std::vector<ProviderCharge> orphans;    ///< that the supervisors were told of
    std::vector<std::string> listed_since;  ///< of each listing's first page
    int asked = 0;                          ///< claims that were asked for one by one
    std::vector<PlannedRun> planned_runs;   ///< that asked for a release
    int calls = 0;
    [[nodiscard]] int charges_of(int move_id) const;
    [[nodiscard]] int charges() const;

    /// The books of an earlier moment, put back.
    using Backup = std::pair<std::vector<FakeInvoice>, std::map<std::string, Attempt>>;
    [[nodiscard]] Backup backup() const { return {invoices, attempts}; }
    void restore(const Backup& backup) { std::tie(invoices, attempts) = backup; }

    Greeting hello(const std::vector<std::string>& keys) override;
    void report_restore(const std::vector<LostAttempt>& missing,
                        const std::string& journal) override;
    RunRelease release(const PlannedRun& run) override;
    CandidatePage candidates(const CandidateQuery& query) override;
    std::vector<AttemptStatus> prepare(const std::string& as_of, const std::string& run_key,
                                       const std::vector<AttemptOrder>& orders) override;
    std::vector<AttemptStatus> execute(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> book(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> status(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> resolve(const std::vector<std::string>& keys) override;
    UnfinishedPage unfinished(int after_event, int after_attempt) override;
    ChargePage provider_charges(const std::string& since, const std::string& cursor) override;
    ClaimPage claims(const std::string& since, int after_id) override;
    std::vector<ClaimAnswer> ask(const std::vector<int>& ids) override;
    void report_orphans(const std::vector<ProviderCharge>& lacking) override;
    std::vector<Adoption> adopt(const std::vector<WitnessedAttempt>& lost) override;
    std::vector<Figure> figures(const std::string& period) override;

private:
    template <typename Effect>
    auto call(const std::string& method, Effect effect);
    FakeInvoice* invoice(int move_id);
    const Attempt* live_on(int move_id) const;
    AttemptStatus prepared(const AttemptOrder& order);
    void charge(Attempt& attempt);
    void move(Attempt& attempt, AttemptState to);
    std::vector<AttemptStatus> answer(const std::vector<std::string>& keys) const;
    std::vector<const Attempt*> claiming(const std::string& since) const;
    std::vector<ProviderCharge> listed(const std::string& since) const;

    mutable std::recursive_mutex mutex_;
    std::vector<AttemptEvent> events_;
};

/// A lost reply, as the Odoo adapter reports it.
[[noreturn]] void lose_the_reply();
/// A connection that was never made.
[[noreturn]] void refuse_the_connection();

}  // namespace quittance::test
