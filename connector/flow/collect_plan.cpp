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

/// Why a candidate is not charged although Odoo would; an empty code: it is charged.
class Bounds {
public:
    explicit Bounds(const CollectTerms& terms) : terms_(terms) {}

    Reason objection(const Candidate& candidate) {
        const CollectCaps& caps = terms_.caps;
        const std::int64_t due = candidate.due.minor();
        if (!candidate.collectable) {
            return {candidate.reason_code, candidate.reason};
        }
        if (candidate.due.currency() != terms_.currency) {
            return {"other_currency", "only " + terms_.currency + " is collected"};
        }
        if (due <= 0 || due > candidate.residual.minor()) {
            return {"nothing_due", "Odoo names an amount that is not due of the residual"};
        }
        if (!seen_.insert(candidate.move_id).second) {
            return {"listed_twice", "Odoo lists the invoice twice"};
        }
        if (caps.charge_max_minor > 0 && due > caps.charge_max_minor) {
            return {"above_cap", "the charge is above [collect] charge_max"};
        }
        if (caps.run_max_minor > 0 && due > caps.run_max_minor - planned_minor_) {
            return {"above_run_cap", "the run's total would exceed [collect] run_max"};
        }
        if (caps.charges_max > 0 && planned_ >= caps.charges_max) {
            return {"above_run_count", "the run would exceed [collect] charges_max"};
        }
        planned_minor_ += due;
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

CollectPlan plan_collection(const CollectTerms& terms, const std::vector<Candidate>& candidates) {
    CollectPlan plan;
    Bounds bounds(terms);
    for (const Candidate& candidate : candidates) {
        auto [code, reason] = bounds.objection(candidate);
        if (code.empty()) {
            plan.charges.push_back({order_for(terms, candidate), candidate});
        } else {
            plan.skipped.push_back({candidate, std::move(code), std::move(reason)});
        }
    }
    return plan;
}

}  // namespace quittance
