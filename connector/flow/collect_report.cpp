#include "flow/collect_report.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace quittance {

std::string_view word(Bucket bucket) {
    switch (bucket) {
        case Bucket::collected:
            return "collected";
        case Bucket::not_booked:
            return "not_booked";
        case Bucket::pending:
            return "pending";
        case Bucket::failed:
            return "failed";
        case Bucket::canceled:
            return "canceled";
        case Bucket::unknown:
            return "unknown";
        case Bucket::prepared:
            return "prepared";
        case Bucket::refused:
            return "refused";
        case Bucket::skipped:
            return "skipped";
        case Bucket::planned:
            return "planned";
    }
    return "";
}

Bucket bucket_of(const AttemptStatus& status) {
    switch (status.state) {
        case AttemptState::absent:
            return Bucket::refused;
        case AttemptState::prepared:
            return Bucket::prepared;
        case AttemptState::sending:
        case AttemptState::unknown:
            return Bucket::unknown;
        case AttemptState::pending:
            return Bucket::pending;
        case AttemptState::done:
            return status.booked ? Bucket::collected : Bucket::not_booked;
        case AttemptState::failed:
        case AttemptState::returned:
            return Bucket::failed;
        case AttemptState::canceled:
            return Bucket::canceled;
    }
    return Bucket::unknown;
}

bool needs_a_person(const CollectItem& item) {
    constexpr std::array<std::string_view, 17> for_a_person = {
        "several_methods",  "method_archived", "method_other_client", "method_other_company",
        "provider_off",     "unknown_attempt", "above_cap",           "other_currency",
        "listed_twice",     "retry_over",      "needs_client",        "retry_cap",
        "collected_before", "credit",          "not_released",        "method_expired",
        "refunded_before"};
    switch (item.bucket) {
        case Bucket::collected:
        case Bucket::pending:
        case Bucket::planned:
            return false;
        case Bucket::skipped:
            return std::find(for_a_person.begin(), for_a_person.end(), item.reason_code) !=
                   for_a_person.end();
        case Bucket::not_booked:
        case Bucket::failed:
        case Bucket::canceled:
        case Bucket::unknown:
        case Bucket::prepared:
        case Bucket::refused:
            break;
    }
    return true;
}

std::vector<BucketTotal> CollectReport::totals() const {
    std::map<std::tuple<Bucket, std::string, std::string>, BucketTotal> sums;
    for (const CollectItem& item : items) {
        const bool by_reason = item.bucket == Bucket::skipped || item.bucket == Bucket::refused;
        const std::string code = by_reason ? item.reason_code : "";
        BucketTotal& sum = sums[{item.bucket, code, item.currency}];
        sum.bucket = item.bucket;
        sum.reason_code = code;
        sum.currency = item.currency;
        ++sum.count;
        sum.residual_minor += item.residual_minor;
        sum.amount_minor += item.amount_minor;
    }
    std::vector<BucketTotal> totals;
    totals.reserve(sums.size());
    for (auto& [unused, sum] : sums) {
        totals.push_back(std::move(sum));
    }
    return totals;
}

BucketTotal CollectReport::total_of(Bucket bucket) const {
    BucketTotal sum;
    sum.bucket = bucket;
    for (const BucketTotal& total : totals()) {
        if (total.bucket == bucket) {
            sum.currency = total.currency;
            sum.count += total.count;
            sum.residual_minor += total.residual_minor;
            sum.amount_minor += total.amount_minor;
        }
    }
    return sum;
}

bool CollectReport::adds_up() const {
    std::set<int> moves;
    int counted = 0;
    for (const CollectItem& item : items) {
        moves.insert(item.move_id);
    }
    for (const BucketTotal& total : totals()) {
        counted += total.count;
    }
    return counted == looked_at && static_cast<int>(moves.size()) == looked_at;
}

}  // namespace quittance
