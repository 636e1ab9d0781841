#pragma once

#include "ports/collection_ledger.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace quittance {

/// Upper bounds that a mistake anywhere else cannot break. In minor units of the company's
/// currency; 0: no bound.
struct CollectCaps {
    std::int64_t charge_max_minor = 0;
    std::int64_t run_max_minor = 0;
    int charges_max = 0;
};

/// What every key of a run is derived from.
struct CollectTerms {
    std::string epoch;
    int company_id = 0;
    std::string currency;
    CollectCaps caps;
};

struct PlannedCharge {
    AttemptOrder order;
    Candidate candidate;
};

struct SkippedInvoice {
    Candidate candidate;
    std::string reason_code;
    std::string reason;
};

/// Every candidate is in exactly one of the two lists.
struct CollectPlan {
    std::vector<PlannedCharge> charges;
    std::vector<SkippedInvoice> skipped;
};

/// By invoice: what an earlier run prepared and did not come to send.
using PreparedAttempts = std::map<int, AttemptStatus>;

/// Pure: the same candidates and terms give the same plan. Candidates count in their order; what
/// no longer fits under the run's cap is skipped, later smaller ones are still tried. What is
/// `prepared` is taken up instead of standing in the way until its lease ends; it counts as well.
[[nodiscard]] CollectPlan plan_collection(const CollectTerms& terms,
                                          const std::vector<Candidate>& candidates,
                                          const PreparedAttempts& prepared = {});

}  // namespace quittance
