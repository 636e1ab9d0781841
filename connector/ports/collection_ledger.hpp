#pragma once

#include "domain/attempt_state.hpp"
#include "domain/money.hpp"

#include <string>
#include <vector>

namespace quittance {

/// A posted customer invoice that is not paid, with what Odoo's preflight says of it.
struct Candidate {
    int move_id = 0;
    std::string name;
    int client_id = 0;
    std::string client;
    Money residual;
    Money due;  ///< what may be collected of the residual on that day
    std::string due_date;
    bool collectable = false;
    std::string reason_code;  ///< `collect`, or why not (docs/rpc_contract.md)
    std::string reason;
    std::string rail;
    int method_id = 0;
    std::string method;
    int next_no = 0;
};

/// Which page of the open invoices, and for which run.
struct CandidateQuery {
    std::string as_of;    ///< "": Odoo's today
    std::string run_key;  ///< "": a run to come
    int after_id = 0;
    Money planned;          ///< what the pages before would collect
    std::string release;    ///< what Odoo said of the run as a whole (RunRelease::status)
    bool as_if_on = false;  ///< what would be collected, were collection on
};

struct CandidatePage {
    std::vector<Candidate> invoices;
    int next = 0;  ///< 0: the end
};

/// One charge to be made: everything that its key is derived from.
struct AttemptOrder {
    std::string key;
    int move_id = 0;
    int no = 0;
    Money amount;
    std::string rail;
    int method_id = 0;
};

/// What Odoo knows of an attempt.
struct AttemptStatus {
    std::string key;
    AttemptState state = AttemptState::absent;
    std::string error_code;  ///< why it was refused: `stopped`, `busy`, …
    std::string message;
    std::vector<int> move_ids;
    std::vector<std::string> names;
    int no = 0;
    int client_id = 0;
    Money amount;
    std::string rail;
    std::string provider;
    std::string provider_reference;
    bool booked = false;
    Money refunded;
    bool extra = false;
    bool ripe = true;  ///< false: pending, and asked about a short while ago
    std::string since;
    int event = 0;
};

/// One move of an attempt in Odoo's append-only history.
struct AttemptEvent {
    int id = 0;
    std::string key;
};

struct UnfinishedPage {
    std::vector<AttemptStatus> attempts;
    std::vector<AttemptEvent> events;
    int next = 0;          ///< of the history; 0: the end
    int next_attempt = 0;  ///< of the attempts; 0: the end
};

/// The book of record for charges. Every method answers one status for each key asked about.
/// A port error says nothing of what happened, except where its advice is `retry_later`.
class CollectionLedger {
public:
    virtual ~CollectionLedger() = default;

    [[nodiscard]] virtual CandidatePage candidates(const CandidateQuery& query) = 0;

    /// Checks and writes the attempts; no money moves. The same order again: the same answer.
    virtual std::vector<AttemptStatus> prepare(const std::string& as_of, const std::string& run_key,
                                               const std::vector<AttemptOrder>& orders) = 0;

    /// Charges those that are `prepared`. Never call it again before `status` was asked.
    virtual std::vector<AttemptStatus> execute(const std::vector<std::string>& keys) = 0;

    /// Payment and reconciliation of those that are `done`; safe to repeat.
    virtual std::vector<AttemptStatus> book(const std::vector<std::string>& keys) = 0;

    [[nodiscard]] virtual std::vector<AttemptStatus> status(
        const std::vector<std::string>& keys) = 0;

    /// Asks the provider about those that are old enough; no keys: all of them.
    virtual std::vector<AttemptStatus> resolve(const std::vector<std::string>& keys) = 0;

    /// A page of the live attempts and of the done ones that are not booked, behind number
    /// `after_attempt`, and a page of the history behind `after_event`.
    [[nodiscard]] virtual UnfinishedPage unfinished(int after_event, int after_attempt) = 0;
};

}  // namespace quittance
