/// FakeOdoo's side of the audit: what its provider lists, what its attempts claim, what is adopted.

#include "fake_odoo_call.hpp"

#include <algorithm>

namespace quittance::test {

ChargePage FakeOdoo::provider_charges(const std::string& since, const std::string& cursor) {
    return call("provider_charges", [&] {
        constexpr std::size_t page_size = 100;
        ChargePage page;
        if (cursor.empty()) {
            listed_since.push_back(since);
        }
        if (list_fails) {
            page.providers.push_back({"fake", false, false, "another account cannot list."});
            page.providers.push_back({"fake", true, true, "HTTP 500"});
            const std::vector<ProviderCharge> some = listed(since);
            page.charges.assign(some.begin(),
                                some.begin() + static_cast<std::ptrdiff_t>(list_fails_after));
            return page;
        }
        page.providers.push_back(
            {"fake", lists, false, lists ? "" : "it cannot list its charges."});
        const std::vector<ProviderCharge> all = listed(since);
        const std::size_t first = cursor.empty() ? 0 : std::stoul(cursor);
        const std::size_t last = std::min(first + page_size, all.size());
        page.charges.assign(all.begin() + static_cast<std::ptrdiff_t>(first),
                            all.begin() + static_cast<std::ptrdiff_t>(last));
        page.next = last < all.size() ? std::to_string(last) : "";
        return page;
    });
}

std::vector<ProviderCharge> FakeOdoo::listed(const std::string& since) const {
    std::vector<ProviderCharge> charges = stray_charges;
    for (const auto& [key, attempt] : attempts) {
        if (!lists || attempt.charges == 0 || not_charged.contains(key) ||
            attempt.status.since < since) {
            continue;
        }
        const auto finding = differing.find(key);
        const std::string code = finding == differing.end() ? "" : finding->second;
        charges.push_back({"fake", attempt.status.provider_reference, key, attempt.status.amount,
                           "succeeded", attempt.status.since, true, true, code,
                           code.empty() ? "" : code + " at the provider"});
    }
    return charges;
}

/// In the order of their keys; a claim's id is its place, from 1.
std::vector<const FakeOdoo::Attempt*> FakeOdoo::claiming(const std::string& since) const {
    std::vector<const Attempt*> found;
    for (const auto& [key, attempt] : attempts) {
        const AttemptState state = attempt.status.state;
        const bool claims = state == AttemptState::done || state == AttemptState::pending;
        found.push_back(claims && attempt.status.since >= since ? &attempt : nullptr);
    }
    return found;
}

ClaimPage FakeOdoo::claims(const std::string& since, int after_id) {
    return call("audit_claims", [&] {
        constexpr int page_size = 200;
        ClaimPage page;
        const std::vector<const Attempt*> all = claiming(since);
        const int last = std::min(after_id + page_size, static_cast<int>(all.size()));
        for (int place = after_id; place < last; ++place) {
            if (const Attempt* one = all.at(static_cast<std::size_t>(place)); one != nullptr) {
                page.claims.push_back({place + 1, one->status.key, "fake",
                                       one->status.provider_reference, one->status.since, lists, "",
                                       ""});
            }
        }
        page.next = last < static_cast<int>(all.size()) ? last : 0;
        return page;
    });
}

std::vector<ClaimAnswer> FakeOdoo::ask(const std::vector<int>& ids) {
    return call("audit_ask", [&] {
        std::vector<ClaimAnswer> answers;
        const std::vector<const Attempt*> all = claiming("");
        for (const int id : ids) {
            ++asked;
            const std::string& key = all.at(static_cast<std::size_t>(id - 1))->status.key;
            if (!asks) {
                answers.push_back({id, ClaimOutcome::not_told, "", "it cannot be asked"});
            } else if (not_charged.contains(key)) {
                answers.push_back({id, ClaimOutcome::finding, "no_charge", "paid in Odoo alone"});
            } else if (differing.contains(key)) {
                answers.push_back({id, ClaimOutcome::finding, differing.at(key), "it differs"});
            } else {
                answers.push_back({id, ClaimOutcome::agrees, "", ""});
            }
        }
        return answers;
    });
}

void FakeOdoo::report_orphans(const std::vector<ProviderCharge>& lacking) {
    call("audit_orphans", [&] {
        orphans.insert(orphans.end(), lacking.begin(), lacking.end());
        return 0;
    });
}

std::vector<Adoption> FakeOdoo::adopt(const std::vector<WitnessedAttempt>& lost) {
    return call("adopt", [&] {
        std::vector<Adoption> adoptions;
        for (const WitnessedAttempt& one : lost) {
            if (attempts.contains(one.key)) {
                adoptions.push_back({one.key, AdoptionOutcome::known, ""});
                continue;
            }
            const auto found = std::find_if(
                invoices.begin(), invoices.end(),
                [&one](const FakeInvoice& other) { return other.name == one.move_name; });
            if (found == invoices.end()) {
                adoptions.push_back({one.key, AdoptionOutcome::held, "no such invoice"});
                continue;
            }
            Attempt& attempt = attempts[one.key];
            attempt.status.key = one.key;
            attempt.status.move_ids = {found->move_id};
            attempt.status.names = {found->name};
            attempt.status.amount = Money(one.amount_minor, one.currency);
            attempt.status.rail = one.rail;
            attempt.charges = may_have_charged(one.state) ? 1 : 0;
            move(attempt, AttemptState::unknown);
            adoptions.push_back({one.key, AdoptionOutcome::adopted, ""});
        }
        return adoptions;
    });
}

}  // namespace quittance::test
