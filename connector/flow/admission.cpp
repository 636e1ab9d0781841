#include "flow/admission.hpp"

#include <algorithm>

namespace quittance {
namespace {

/// Enough to notice any restore: whatever is newest was lost first. One call's limit.
constexpr int acknowledged_asked_about = 200;

std::string contract_sentence(const Greeting& greeting) {
    const bool addon_older = greeting.contract < contract_version;
    return "Odoo's addon Quittance (" + greeting.addon + ") speaks contract " +
           std::to_string(greeting.contract) + ", this connector " +
           std::to_string(contract_version) + ": update the " +
           (addon_older ? "addon in Odoo's Apps" : "connector");
}

void check_binding(Admission& admission) {
    const Greeting& greeting = admission.greeting;
    if (greeting.restore_open) {
        admission.refusals.push_back(
            {Refusal::Kind::person, "restore_open",
             "Odoo was restored from a backup: run `quittance audit`, then a supervisor accepts "
             "the restore in Odoo (Quittance > Settings > Ledger). Nothing is charged until then"});
    } else if (!greeting.bound) {
        admission.refusals.push_back(
            {Refusal::Kind::person, greeting.ever_bound ? "not_bound" : "never_bound",
             greeting.bound_message.empty() ? "this database is not bound to the ledger"
                                            : greeting.bound_message});
    }
}

void check_switch(Admission& admission) {
    const CompanyTerms& company = admission.company;
    if (!company.collection_on) {
        admission.refusals.push_back({Refusal::Kind::person, "stopped",
                                      company.collection_message.empty()
                                          ? "collection is off for " + company.name
                                          : company.collection_message});
    }
}

std::string loss_sentence(const std::vector<LostAttempt>& lost) {
    return "Odoo no longer knows " + std::to_string(lost.size()) +
           " attempt(s) that it once acknowledged (" + lost.front().key +
           " among them): it was probably restored from a backup. Run `quittance audit`, then a "
           "supervisor accepts the restore in Odoo (Quittance > Settings > Ledger)";
}

}  // namespace

Admission greet(Gatekeeper& gatekeeper, int company_id, const std::vector<std::string>& keys) {
    Admission admission;
    admission.greeting = gatekeeper.hello(keys);
    if (admission.greeting.contract != contract_version) {
        admission.refusals.push_back(
            {Refusal::Kind::configuration, "contract", contract_sentence(admission.greeting)});
        return admission;
    }
    const auto& companies = admission.greeting.companies;
    const auto found =
        std::find_if(companies.begin(), companies.end(),
                     [company_id](const CompanyTerms& one) { return one.id == company_id; });
    if (found == companies.end()) {
        admission.refusals.push_back(
            {Refusal::Kind::configuration, "company",
             "company " + std::to_string(company_id) +
                 " is not one of the connector's companies in Odoo: check [company], or add the "
                 "company to the connector's user"});
        return admission;
    }
    admission.company = *found;
    return admission;
}

std::vector<LostAttempt> lost_attempts(const std::vector<WitnessedAttempt>& acknowledged,
                                       const Greeting& greeting) {
    std::vector<LostAttempt> lost;
    for (const WitnessedAttempt& attempt : acknowledged) {
        const auto known = greeting.known.find(attempt.key);
        const AttemptState state =
            known == greeting.known.end() ? AttemptState::absent : known->second;
        if (!is_same_or_later(attempt.state, state)) {
            lost.push_back({attempt.key, attempt.state, state});
        }
    }
    return lost;
}

Admission admit_to_collect(Gatekeeper& gatekeeper, Witness& witness, int company_id,
                           const std::string& journal, bool only_look) {
    const auto acknowledged = witness.last_acknowledged(company_id, acknowledged_asked_about);
    std::vector<std::string> keys;
    keys.reserve(acknowledged.size());
    for (const WitnessedAttempt& attempt : acknowledged) {
        keys.push_back(attempt.key);
    }
    Admission admission = greet(gatekeeper, company_id, keys);
    if (!admission.refusals.empty()) {
        return admission;
    }
    check_binding(admission);
    check_switch(admission);
    const auto lost = lost_attempts(acknowledged, admission.greeting);
    if (!lost.empty()) {
        if (!only_look) {
            gatekeeper.report_restore(lost, journal);
        }
        admission.refusals.push_back({Refusal::Kind::person, "restore_open", loss_sentence(lost)});
    }
    return admission;
}

}  // namespace quittance
