#include "adapters/odoo/odoo_audit_ledger.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace quittance::odoo {
namespace {

constexpr int page_size = 200;

/// What providers call a charge that took nothing. Any word not listed may have.
bool moves_money(const std::string& state) {
    constexpr std::array<std::string_view, 8> nothing_taken = {"requires_payment_method",
                                                               "requires_confirmation",
                                                               "requires_action",
                                                               "canceled",
                                                               "cancelled",
                                                               "failed",
                                                               "declined",
                                                               "error"};
    return std::find(nothing_taken.begin(), nothing_taken.end(), state) == nothing_taken.end();
}

AdoptionOutcome outcome_of(const Json& row) {
    const std::string outcome = text_of(row, "outcome");
    if (outcome == "known") {
        return AdoptionOutcome::known;
    }
    if (outcome == "adopted") {
        return AdoptionOutcome::adopted;
    }
    if (outcome == "held") {
        return AdoptionOutcome::held;
    }
    throw CallError(CallTrouble::unknown, "adopt: Odoo answers \"" + outcome + "\"");
}

ClaimOutcome claim_outcome_of(const Json& row) {
    const std::string outcome = text_of(row, "outcome");
    if (outcome == "agrees") {
        return ClaimOutcome::agrees;
    }
    if (outcome == "finding") {
        return ClaimOutcome::finding;
    }
    if (outcome == "not_told") {
        return ClaimOutcome::not_told;
    }
    if (outcome == "busy") {
        return ClaimOutcome::busy;
    }
    throw CallError(CallTrouble::unknown, "audit_ask: Odoo answers \"" + outcome + "\"");
}

std::string leaf_text(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "true" : "false";
    }
    return value.is_null() ? "" : value.dump();
}

/// Leaves in the answer's order; list elements are numbered from 1.
void flatten(const Json& value, const std::string& path, std::vector<Figure>& figures) {
    if (!value.is_structured()) {
        figures.push_back({path, leaf_text(value)});
        return;
    }
    int number = 0;
    for (const auto& [name, member] : value.items()) {
        const std::string step = value.is_array() ? std::to_string(++number) : name;
        flatten(member, path.empty() ? step : path + " › " + step, figures);
    }
}

}  // namespace

ChargePage OdooAuditLedger::provider_charges(const std::string& since, const std::string& cursor) {
    const Json answer = session_.call(
        "provider_charges",
        {{"company_id", company_.id}, {"since", since}, {"cursor", cursor}, {"limit", page_size}});
    ChargePage page;
    for (const Json& row : list_of(answer, "providers")) {
        page.providers.push_back({text_of(row, "code"), flag_of(row, "can_list"),
                                  flag_of(row, "failed"), text_of(row, "message")});
    }
    for (const Json& row : list_of(answer, "charges")) {
        page.charges.push_back({text_of(row, "provider"), text_of(row, "provider_reference"),
                                text_of(row, "reference"), money_of(row, "amount", company_),
                                text_of(row, "state"), text_of(row, "created"),
                                flag_of(row, "known"), moves_money(text_of(row, "state")),
                                text_of(row, "finding"), text_of(row, "sentence")});
    }
    page.next = text_of(answer, "next");
    return page;
}

ClaimPage OdooAuditLedger::claims(const std::string& since, int after_id) {
    const Json answer = session_.call("audit_claims", {{"company_id", company_.id},
                                                       {"since", since},
                                                       {"after_id", after_id},
                                                       {"limit", page_size}});
    ClaimPage page;
    for (const Json& row : list_of(answer, "claims")) {
        page.claims.push_back({integer_of(row, "id"), text_of(row, "key"), text_of(row, "provider"),
                               text_of(row, "provider_reference"), text_of(row, "created"),
                               flag_of(row, "can_list"), text_of(row, "finding"),
                               text_of(row, "sentence")});
    }
    page.next = integer_of(answer, "next");
    return page;
}

std::vector<ClaimAnswer> OdooAuditLedger::ask(const std::vector<int>& ids) {
    const Json answer = session_.call("audit_ask", {{"company_id", company_.id}, {"ids", ids}});
    std::vector<ClaimAnswer> answers;
    for (const Json& row : list_of(answer, "answers")) {
        answers.push_back({integer_of(row, "id"), claim_outcome_of(row), text_of(row, "finding"),
                           text_of(row, "sentence")});
    }
    return answers;
}

void OdooAuditLedger::report_orphans(const std::vector<ProviderCharge>& orphans) {
    Json rows = Json::array();
    for (const ProviderCharge& one : orphans) {
        rows.push_back(
            {{"provider_reference", one.provider_reference}, {"sentence", one.sentence}});
    }
    session_.call("audit_orphans", {{"company_id", company_.id}, {"charges", rows}});
}

std::vector<Adoption> OdooAuditLedger::adopt(const std::vector<WitnessedAttempt>& attempts) {
    Json rows = Json::array();
    for (const WitnessedAttempt& one : attempts) {
        const Money amount(one.amount_minor, one.currency, company_.decimals);
        rows.push_back({{"key", one.key},
                        {"no", one.no},
                        {"move_name", one.move_name},
                        {"client_id", one.client_id},
                        {"amount", amount.text()},
                        {"currency", one.currency},
                        {"rail", one.rail},
                        {"state", word(one.state)},
                        {"provider_reference", one.provider_reference}});
    }
    const Json answer = session_.call("adopt", {{"company_id", company_.id}, {"attempts", rows}});
    std::vector<Adoption> adoptions;
    for (const Json& row : list_of(answer, "attempts")) {
        adoptions.push_back({text_of(row, "key"), outcome_of(row), text_of(row, "message")});
    }
    return adoptions;
}

std::vector<Figure> OdooAuditLedger::figures(const std::string& period) {
    std::vector<Figure> figures;
    flatten(session_.call("report", {{"company_id", company_.id}, {"period", period}}), "",
            figures);
    return figures;
}

}  // namespace quittance::odoo
