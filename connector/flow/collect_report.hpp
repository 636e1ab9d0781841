#pragma once

#include "ports/audit_ledger.hpp"
#include "ports/collection_ledger.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Where an invoice that a run looked at ended up. Exactly one of them (I3).
enum class Bucket {
    collected,   ///< done and booked
    not_booked,  ///< done, its payment is not in Odoo yet
    pending,     ///< the bank or provider has it; never sent again meanwhile
    failed,      ///< declined
    canceled,    ///< not executed, or cancelled at the provider
    unknown,     ///< nobody can say yet; asked about until it is known
    prepared,    ///< accepted by Odoo, not sent: the run was stopped
    refused,     ///< Odoo did not accept the attempt
    skipped,     ///< not tried, with the reason
    planned      ///< a dry run would try it
};

[[nodiscard]] std::string_view word(Bucket bucket);

struct CollectItem {
    int move_id = 0;
    std::string name;
    std::string client;
    std::int64_t residual_minor = 0;
    std::int64_t amount_minor = 0;  ///< asked for; 0 when nothing was
    std::string currency;
    Bucket bucket = Bucket::skipped;
    std::string reason_code;
    std::string reason;
    std::string key;
    std::string method;  ///< what is charged, as a person knows it
    std::string rail;
};

struct BucketTotal {
    Bucket bucket = Bucket::skipped;
    std::string reason_code;  ///< of skipped and refused ones, else ""
    std::string currency;
    int count = 0;
    std::int64_t residual_minor = 0;
    std::int64_t amount_minor = 0;
};

struct CollectReport {
    bool dry_run = false;
    std::string as_of;
    int looked_at = 0;  ///< counted where the candidates came in, not from `items`
    std::vector<CollectItem> items;
    std::vector<std::string> stops;  ///< what ended the run early, and what to do
    /// Nothing but the switch kept it from starting: it planned as if collection were on.
    bool only_switched_off = false;
    std::vector<std::string> warnings;  ///< what could not be compared; nothing to do about it
    int exit_code = 0;

    /// One total per bucket, reason and currency, in a fixed order.
    [[nodiscard]] std::vector<BucketTotal> totals() const;

    /// Count and sums of one bucket.
    [[nodiscard]] BucketTotal total_of(Bucket bucket) const;

    /// I3: each invoice looked at is in one bucket, once.
    [[nodiscard]] bool adds_up() const;
};

/// The bucket of an attempt by what Odoo says of it.
[[nodiscard]] Bucket bucket_of(const AttemptStatus& status);

/// Whether a person has something to do about an item.
[[nodiscard]] bool needs_a_person(const CollectItem& item);

}  // namespace quittance
