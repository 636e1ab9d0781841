#pragma once

#include "flow/collect_report.hpp"
#include "ports/audit_ledger.hpp"
#include "ports/collection_ledger.hpp"
#include "ports/gatekeeper.hpp"
#include "ports/witness.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance {

struct ReconcileOrder {
    int company_id = 0;
    bool dry_run = false;
    int keys_per_call = 4;
};

struct ReconcilePorts {
    Gatekeeper& gatekeeper;
    CollectionLedger& ledger;
    Witness& witness;
    std::function<void(const std::string& what, std::size_t done, std::size_t all)> progress;
};

/// One attempt that was unfinished, before and after.
struct ReconciledAttempt {
    AttemptStatus before;
    AttemptStatus after;
};

struct ReconcileReport {
    bool dry_run = false;
    std::vector<ReconciledAttempt> attempts;
    int history_copied = 0;
    std::vector<std::string> stops;
    std::vector<std::string> warnings;  ///< attempts that could not be asked about just now
    int exit_code = 0;                  ///< 1: something stays unknown, or is done and not booked
};

/// Follows up what is unfinished: asks about the unknown, books what is done, and copies Odoo's
/// history into the journal. Starts no charge of its own, and works also while collection is off
/// or the database is not bound (Odoo decides what a question may still send).
/// @throws PortError when Odoo or the journal cannot be used at all.
[[nodiscard]] ReconcileReport reconcile(const ReconcileOrder& order, const ReconcilePorts& ports);

}  // namespace quittance
