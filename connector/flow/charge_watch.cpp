#include "flow/charge_watch.hpp"

#include "support/port_error.hpp"

#include <algorithm>
#include <set>

namespace quittance {
namespace {

constexpr int pages_max = 2'000;

void take_page(const ChargePage& page, const std::vector<std::string>& checked,
               std::set<std::string>& silent, ChargeWatch& watch,
               const std::function<void(const ProviderCharge&)>& each) {
    for (const ProviderAbility& provider : page.providers) {
        if (provider.failed) {
            watch.failures.push_back(provider.code + ": " + provider.message);
        } else if (!provider.can_list && silent.insert(provider.code).second &&
                   !provider.message.empty()) {
            watch.warnings.push_back(provider.code + ": " + provider.message);
        }
    }
    watch.looked_at += static_cast<int>(page.charges.size());
    for (const ProviderCharge& charge : page.charges) {
        if (each) {
            each(charge);
        }
        const bool looked_at =
            std::find(checked.begin(), checked.end(), charge.provider_reference) != checked.end();
        if (!charge.known && charge.moves_money && !looked_at) {
            watch.unknown.push_back(charge);
        }
    }
}

}  // namespace

std::string charge_sentence(const ProviderCharge& charge) {
    return charge.provider + " has a charge that Odoo does not know: " + charge.provider_reference +
           ", " + charge.amount.text() + " " + charge.amount.currency() + ", reference \"" +
           charge.reference + "\", " + charge.state + ", " + charge.created +
           ". Run `quittance audit`; find the invoice that it paid, or refund it; then name it in "
           "[collect] checked_charges";
}

ChargeWatch list_charges(AuditLedger& audit, const std::string& since,
                         const std::vector<std::string>& checked,
                         const std::function<void(const ProviderCharge&)>& each) {
    ChargeWatch watch;
    std::set<std::string> silent;
    std::string cursor;
    for (int pages = 0; pages < pages_max; ++pages) {
        const ChargePage page = audit.provider_charges(since, cursor);
        take_page(page, checked, silent, watch, each);
        if (page.next.empty()) {
            return watch;
        }
        cursor = page.next;
    }
    throw PortError(Advice::ask_first, "the provider's list of charges does not end");
}

ChargeWatch watch_charges(const ChargeWatchOrder& order) {
    const std::string& epoch = order.greeting.epoch;
    WitnessPosition position = order.witness.position(order.company_id, epoch);
    const std::string since =
        position.charges_since.empty() ? order.greeting.time : position.charges_since;
    ChargeWatch watch = list_charges(order.audit, since, order.checked);
    if (watch.unknown.empty() && watch.failures.empty() && !order.only_look) {
        position.charges_since = order.greeting.time;
        order.witness.note_position(order.company_id, epoch, position);
    }
    return watch;
}

}  // namespace quittance
