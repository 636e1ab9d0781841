#pragma once

#include "flow/charge_compare.hpp"
#include "ports/audit_ledger.hpp"
#include "ports/collection_ledger.hpp"
#include "ports/gatekeeper.hpp"
#include "ports/witness.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance {

struct AuditOrder {
    int company_id = 0;
    std::string journal;
    bool dry_run = false;
    std::vector<std::string> checked_charges;  ///< provider ids that a person has looked at
    bool only_new = false;  ///< what changed since the last audit that left nothing to a person
};

struct AuditPorts {
    Gatekeeper& gatekeeper;
    CollectionLedger& ledger;
    AuditLedger& audit;
    Witness& witness;
    std::function<void(const std::string& what, std::size_t done, std::size_t all)> progress;
};

struct AuditReport {
    bool dry_run = false;
    std::string since;  ///< changes before this moment were not looked at, "" all were
    int compared = 0;   ///< attempts of the journal held against Odoo
    int charges = 0;    ///< charges listed by the providers
    int claims = 0;     ///< of Odoo, that money came or is coming
    int asked = 0;      ///< of them, asked for one by one
    int history_copied = 0;
    std::vector<Finding> findings;
    std::vector<std::string> stops;
    std::vector<std::string> warnings;
    std::string next_step;  ///< what a person does now, "" nothing
    int exit_code = 0;      ///< 0 all agrees, 1 findings, 4 a charge that Odoo lacks
};

/// Holds Odoo, the journal and the providers' lists against each other, both ways: what one has
/// and the other lacks, amounts and states that differ.
///
/// A charge that Odoo lacks is an alarm: its supervisors are told, and the code is 4.
/// Attempts that Odoo lost and that may have charged are put back as `unknown` (adopted), so that
/// their invoices cannot be charged again before the truth is known; one that fits no posted
/// invoice holds its client. Attempts that cannot have charged are closed in the journal. Safe to
/// repeat: what was put back agrees the next time.
/// @throws PortError.
[[nodiscard]] AuditReport audit(const AuditOrder& order, const AuditPorts& ports);

}  // namespace quittance
