#pragma once

#include "ports/draft_store.hpp"
#include "ports/progress.hpp"
#include "support/issue.hpp"

#include <string>
#include <vector>

namespace quittance {

struct DraftRequest {
    std::string period;            ///< `2026-10`: the month being drafted
    int connections = 2;           ///< calls under way at once
    bool rounds_per_line = false;  ///< how the company's Odoo rounds
    bool dry_run = false;
};

struct DraftReport {
    std::string period;
    std::vector<DraftedMonth> months;  ///< every month that was touched or asked for
    int lines = 0;                     ///< lines written (planned, in a dry run)
    int waiting = 0;                   ///< lines that stay unbilled, with an issue
    Money untaxed;                     ///< of the lines written or planned
    std::vector<Issue> issues;

    [[nodiscard]] int count(MonthOutcome outcome) const;
    [[nodiscard]] bool asks_a_person() const { return !issues.empty(); }
};

/// Unbilled lines → one draft per client and month. The second run changes nothing; totals are
/// read back and compared. A month that cannot be written is an issue; the others go on. One run
/// takes a million lines; when more wait, an issue says so. @throws PortError when Odoo is out of
/// reach.
[[nodiscard]] DraftReport draft_month(DraftStore& store, Progress& progress,
                                      const DraftRequest& request);

}  // namespace quittance
