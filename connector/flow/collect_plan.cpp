#include "flow/collect_plan.hpp"

#include "domain/attempt_key.hpp"

#include <set>
#include <utility>

namespace quittance {
namespace {

using Reason = std::pair<std::string, std::string>;

AttemptOrder order_for(const CollectTerms& terms, const Candidate& candidate) {
    AttemptOrder order;
    order.move_id = candidate.move_id;
    order.no = candidate.next_no;
    order.amount = candidate.due;
    order.rail = candidate.rail;
    order.method_id = candidate.method_id;
    order.key =
        attempt_key({terms.epoch, terms.company_id, order.move_id, order.no, order.amount.minor(),
                     order.amount.currency(), order.rail, order.method_id});
    return order;
}

AttemptOrder order_of(const AttemptStatus& attempt, const Candidate& candidate) {
    return {attempt.key, candidate.move_id, attempt.no, attempt.amount, attempt.rail, 0};
}

/// The attempt that is taken up for this candidate; null: none.
const AttemptStatus* waiting_for(const Candidate& candidate, const PreparedAttempts& prepared) {
    if (candidate.collectable || candidate.reason_code != "live_attempt") {
        return nullptr;
    }
    const auto found = prepared.find(candidate.move_id);
    return found == prepared.end() ? nullptr : &found->second;
}

/// Why a candidate is not charged although Odoo would; an empty code: it is charged.
class Bounds {
public:
    explicit Bounds(const CollectTerms& terms) : terms_(terms) {}

    Reason objection(const Candidate& candidate) {
        const std::int64_t due = candidate.due.minor();
        if (!candidate.collectable) {
            return {candidate.reason_code, candidate.reason};
        }
        if (due <= 0 || due > candidate.residual.minor()) {
            return {"nothing_due", "Odoo names an amount that is not due of the residual"};
        }
        return objection(candidate.move_id, candidate.due);
    }

    /// The bounds alone, for what Odoo has let through already.
    Reason objection(int move_id, const Money& amount) {
        const CollectCaps& caps = terms_.caps;
        const std::int64_t minor = amount.minor();
        if (amount.currency() != terms_.currency) {
            return {"other_currency", "only " + terms_.currency + " is collected"};
        }
        if (!seen_.insert(move_id).second) {
            return {"listed_twice", "Odoo lists the invoice twice"};
        }
        if (caps.charge_max_minor > 0 && minor > caps.charge_max_minor) {
            return {"above_cap", "the charge is above [collect] charge_max"};
        }
        if (caps.run_max_minor > 0 && minor > caps.run_max_minor - planned_minor_) {
            return {"above_run_cap", "the run's total would exceed [collect] run_max"};
        }
        if (caps.charges_max > 0 && planned_ >= caps.charges_max) {
            return {"above_run_count", "the run would exceed [collect] charges_max"};
        }
        planned_minor_ += minor;
        ++planned_;
        return {};
    }

private:
    const CollectTerms& terms_;
    std::set<int> seen_;
    std::int64_t planned_minor_ = 0;
    int planned_ = 0;
};

}  // namespace

CollectPlan plan_collection(const CollectTerms& terms, const std::vector<Candidate>& candidates,
                            const PreparedAttempts& prepared) {
    CollectPlan plan;
    Bounds bounds(terms);
    for (const Candidate& candidate : candidates) {
        const AttemptStatus* waiting = waiting_for(candidate, prepared);
        auto [code, reason] = waiting != nullptr
                                  ? bounds.objection(candidate.move_id, waiting->amount)
                                  : bounds.objection(candidate);
        if (code.empty()) {
            plan.charges.push_back(
                {waiting != nullptr ? order_of(*waiting, candidate) : order_for(terms, candidate),
                 candidate});
        } else {
            plan.skipped.push_back({candidate, std::move(code), std::move(reason)});
        }
    }
    return plan;
}

}  // namespace quittance
