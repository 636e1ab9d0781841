#pragma once

#include "domain/draft_plan.hpp"

#include <string>
#include <vector>

namespace quittance {

struct DraftPage {
    std::vector<UnbilledLine> lines;
    std::vector<WithdrawnLine> withdrawn;
    std::vector<MonthStanding> months;
    int next = 0;  ///< 0: the end
};

enum class MonthOutcome { created, extended, unchanged, refused, difference };

struct DraftedMonth {
    MonthKey key;
    int move_id = 0;
    MonthOutcome outcome = MonthOutcome::unchanged;
    int written = 0;
    std::string untaxed;
    std::string total;
    std::string message;
};

/// Unbilled lines in, drafts out. Safe for several threads; repeating `apply` changes nothing.
class DraftStore {
public:
    virtual ~DraftStore() = default;

    /// Billable lines of the period and before it and withdrawals, by id, behind `after_id`.
    [[nodiscard]] virtual DraftPage lines(const std::string& period, int after_id) = 0;

    /// Account, taxes and tags as Odoo would compute them.
    [[nodiscard]] virtual Accounting accounting(const std::vector<ClientProduct>& pairs) = 0;

    /// At most 50 months. @throws PortError; what is wrong with one month is in its outcome.
    virtual std::vector<DraftedMonth> apply(const std::string& period,
                                            const std::vector<PlannedMonth>& months) = 0;
};

}  // namespace quittance
