#pragma once

#include "flow/collect_plan.hpp"
#include "flow/collect_report.hpp"
#include "ports/audit_ledger.hpp"
#include "ports/collection_ledger.hpp"
#include "ports/gatekeeper.hpp"
#include "ports/witness.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance {

/// What one collection run is to do.
struct CollectOrder {
    int company_id = 0;
    std::string as_of;  ///< "": today in Odoo
    std::string run_key;
    std::string journal;  ///< named in messages
    CollectCaps caps;
    int connections = 0;    ///< at most; 0: one less than Odoo has workers (`connections.hpp`)
    int keys_per_call = 4;  ///< of `execute`: few, so that a lost reply leaves few unknown
    bool dry_run = false;
    std::vector<std::string> checked_charges;  ///< provider ids that a person has looked at
};

struct CollectPorts {
    Gatekeeper& gatekeeper;
    CollectionLedger& ledger;
    AuditLedger& audit;
    Witness& witness;
    /// Told after each batch: how many of how many. May be called from several threads.
    std::function<void(const std::string& what, std::size_t done, std::size_t all)> progress;
};

/// Collects what is due: plan, prepare, execute and book side by side, ask about what is unknown.
///
/// Money moves in `execute` alone, which is asked for once per attempt and only behind an intent
/// that is on the journal's disk. May be run again at any time, also after a crash at any point.
/// Exit code of the report: 0, 1 (a person has something to do), 4 (stopped by a person's switch,
/// a restore, a copy, or a charge that Odoo does not know).
/// @throws PortError when Odoo or the journal cannot be used; what was charged until then is in
/// Odoo and in the journal, and the next run or `reconcile` goes on from there.
[[nodiscard]] CollectReport collect(const CollectOrder& order, const CollectPorts& ports);

}  // namespace quittance
