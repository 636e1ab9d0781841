#pragma once

#include "ports/audit_ledger.hpp"
#include "ports/gatekeeper.hpp"
#include "ports/witness.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance {

/// What the providers list since the last look, held against Odoo.
struct ChargeWatch {
    int looked_at = 0;
    std::vector<ProviderCharge> unknown;  ///< at the provider, and Odoo lacks it
    std::vector<std::string> warnings;    ///< providers that cannot list
    std::vector<std::string> failures;    ///< lists that could not be had: nothing is known of them
};

struct ChargeWatchOrder {
    AuditLedger& audit;
    Witness& witness;
    int company_id = 0;
    const Greeting& greeting;
    const std::vector<std::string>& checked;  ///< provider ids that a person has looked at
    bool only_look = false;                   ///< do not remember that we looked
};

/// Lists the providers' charges since the last look of this epoch (a first look starts now: what
/// lies before belongs to no run of ours) and, when the lists are whole and nothing is unknown,
/// remembers the moment.
[[nodiscard]] ChargeWatch watch_charges(const ChargeWatchOrder& order);

/// What to do about a charge that Odoo does not know.
[[nodiscard]] std::string charge_sentence(const ProviderCharge& charge);

/// Every charge of the providers since a moment, over all pages; `each` is told of one by one.
/// @throws PortError when the list does not end.
[[nodiscard]] ChargeWatch list_charges(AuditLedger& audit, const std::string& since,
                                       const std::vector<std::string>& checked,
                                       const std::function<void(const ProviderCharge&)>& each = {});

}  // namespace quittance
