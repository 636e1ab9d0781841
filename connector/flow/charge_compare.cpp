#include "flow/charge_compare.hpp"

#include "flow/charge_watch.hpp"
#include "flow/parallel.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace quittance {
namespace {

constexpr int pages_max = 2'000;
constexpr std::size_t claims_a_call = 20;
/// A question that was put off is put again so often; what is left over is named.
constexpr int ask_rounds = 20;

class Comparison {
public:
    explicit Comparison(const ChargeComparisonOrder& order) : order_(order) {}

    ChargeComparison run();

private:
    void read_claims();
    void list();
    void ask();
    [[nodiscard]] std::string since() const;
    [[nodiscard]] bool was_listed(const Claim& claim) const;
    void ask_some(const std::vector<int>& ids, std::vector<int>& again);
    void take(const ClaimAnswer& answer);
    void find(const std::string& code, const std::string& subject, const std::string& sentence);
    void tell(const std::string& what, std::size_t done, std::size_t all) const {
        if (order_.progress) {
            order_.progress(what, done, all);
        }
    }

    const ChargeComparisonOrder& order_;
    ChargeComparison result_;
    std::map<int, Claim> claims_;
    std::set<std::string> listed_;
    std::map<std::string, int> silent_;  // provider: claims that it told nothing of
};

void Comparison::find(const std::string& code, const std::string& subject,
                      const std::string& sentence) {
    const bool looked_at =
        std::find(order_.checked.begin(), order_.checked.end(), subject) != order_.checked.end();
    if (!code.empty() && !looked_at) {
        result_.findings.push_back({code, subject, sentence});
    }
}

void Comparison::read_claims() {
    int after = 0;
    for (int pages = 0; pages < pages_max; ++pages) {
        const ClaimPage page = order_.audit.claims(order_.since, after);
        for (const Claim& claim : page.claims) {
            claims_[claim.id] = claim;
            find(claim.finding, claim.key, claim.sentence);
        }
        tell("reading Odoo's claims", claims_.size(), 0);
        if (page.next <= after) {
            result_.claims = static_cast<int>(claims_.size());
            return;
        }
        after = page.next;
    }
    throw PortError(Advice::ask_first, "Odoo's list of claims does not end");
}

/// Moments of the contract sort as text.
std::string Comparison::since() const {
    std::string earliest = order_.since;
    for (const auto& [id, claim] : claims_) {
        if (claim.can_list && !claim.created.empty()) {
            earliest = std::min(earliest, claim.created);
        }
    }
    return earliest;
}

void Comparison::list() {
    ChargeWatch watch =
        list_charges(order_.audit, since(), order_.checked, [this](const ProviderCharge& charge) {
            listed_.insert(charge.provider_reference);
            find(charge.finding, charge.provider_reference, charge.sentence);
            tell("reading the providers' charges", listed_.size(), 0);
        });
    result_.charges = watch.looked_at;
    result_.warnings = watch.warnings;
    result_.warnings.insert(result_.warnings.end(), watch.failures.begin(), watch.failures.end());
    result_.incomplete = !watch.failures.empty();
    result_.orphans = watch.unknown;
    for (ProviderCharge& charge : result_.orphans) {
        charge.sentence = charge_sentence(charge);
        find("unknown_charge", charge.provider_reference, charge.sentence);
    }
}

bool Comparison::was_listed(const Claim& claim) const {
    return listed_.contains(claim.provider_reference);
}

void Comparison::take(const ClaimAnswer& answer) {
    const Claim& claim = claims_.at(answer.id);
    switch (answer.outcome) {
        case ClaimOutcome::agrees:
            return;
        case ClaimOutcome::finding:
            find(answer.finding, claim.key, answer.sentence);
            return;
        case ClaimOutcome::not_told:
        case ClaimOutcome::busy:
            ++silent_[claim.provider];
            return;
    }
}

void Comparison::ask_some(const std::vector<int>& ids, std::vector<int>& again) {
    for (const ClaimAnswer& answer : order_.audit.ask(ids)) {
        if (answer.outcome == ClaimOutcome::busy) {
            again.push_back(answer.id);
        } else {
            take(answer);
        }
    }
}

void Comparison::ask() {
    std::vector<int> ids;
    for (const auto& [id, claim] : claims_) {
        if (!was_listed(claim)) {
            ids.push_back(id);
        }
    }
    result_.asked = static_cast<int>(ids.size());
    for (int round = 0; round < ask_rounds && !ids.empty(); ++round) {
        std::vector<int> again;
        std::size_t done = 0;
        for (const std::vector<int>& some : sliced(ids, claims_a_call)) {
            ask_some(some, again);
            tell("asking", done += some.size(), ids.size());
        }
        ids = std::move(again);
    }
    for (const int id : ids) {
        take({id, ClaimOutcome::busy, "", ""});
    }
    for (const auto& [provider, count] : silent_) {
        result_.warnings.push_back(provider + " did not tell of " + std::to_string(count) +
                                   " of its charges: they were not compared");
    }
}

ChargeComparison Comparison::run() {
    read_claims();
    list();
    ask();
    return std::move(result_);
}

}  // namespace

ChargeComparison compare_charges(const ChargeComparisonOrder& order) {
    return Comparison(order).run();
}

bool is_harmless(const Finding& finding) {
    return finding.code == "harmless" || finding.code == "under_way";
}

}  // namespace quittance
