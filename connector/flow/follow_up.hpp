#pragma once

#include "ports/collection_ledger.hpp"
#include "ports/witness.hpp"

#include <string>
#include <vector>

namespace quittance {

/// Live attempts, and done ones that are not booked, over all pages.
[[nodiscard]] std::vector<AttemptStatus> all_unfinished(CollectionLedger& ledger);

/// Copies what happened in Odoo since the last copy (portal, *Collect now*, webhooks, a person's
/// decision) into the journal, so that a restore would be noticed there as well. Answers how many
/// events there were.
int copy_history(CollectionLedger& ledger, Witness& witness, int company_id,
                 const std::string& epoch);

}  // namespace quittance
