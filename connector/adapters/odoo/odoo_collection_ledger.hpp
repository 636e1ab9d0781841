#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "ports/collection_ledger.hpp"

namespace quittance::odoo {

/// Safe for as many threads as the session has connections. Every key asked about is answered
/// for; a key that Odoo's answer leaves out is a port error.
class OdooCollectionLedger final : public CollectionLedger {
public:
    OdooCollectionLedger(Session& session, Company company)
        : session_(session), company_(std::move(company)) {}

    CandidatePage candidates(const CandidateQuery& query) override;
    std::vector<AttemptStatus> prepare(const std::string& as_of, const std::string& run_key,
                                       const std::vector<AttemptOrder>& orders) override;
    std::vector<AttemptStatus> execute(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> book(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> status(const std::vector<std::string>& keys) override;
    std::vector<AttemptStatus> resolve(const std::vector<std::string>& keys) override;
    UnfinishedPage unfinished(int after_event, int after_attempt) override;

private:
    std::vector<AttemptStatus> ask(const char* method, const std::vector<std::string>& keys,
                                   bool halving);
    std::vector<AttemptStatus> prepare_some(const std::string& as_of, const std::string& run_key,
                                            const std::vector<AttemptOrder>& orders);
    Candidate candidate_of(const Json& row) const;
    AttemptStatus status_of(const Json& row) const;
    std::vector<AttemptStatus> statuses_of(const Json& answer) const;

    Session& session_;
    Company company_;
};

}  // namespace quittance::odoo
