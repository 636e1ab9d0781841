#include "flow/draft.hpp"

#include "flow/parallel.hpp"
#include "support/port_error.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <set>

namespace quittance {
namespace {

constexpr std::size_t months_per_call = 25;
constexpr std::size_t lines_per_call = 1'000;
constexpr std::size_t lines_max = 1'000'000;

struct Waiting {
    DraftInput input;
    bool all = true;  ///< false: more lines wait than one run takes
};

Waiting read_all(DraftStore& store, const DraftRequest& request) {
    Waiting waiting;
    DraftInput& input = waiting.input;
    input.period = request.period;
    input.rounds_per_line = request.rounds_per_line;
    std::set<MonthKey> seen;
    int after = 0;
    do {
        DraftPage page = store.lines(request.period, after);
        std::move(page.lines.begin(), page.lines.end(), std::back_inserter(input.lines));
        std::move(page.withdrawn.begin(), page.withdrawn.end(),
                  std::back_inserter(input.withdrawn));
        for (auto& month : page.months) {
            if (seen.insert(month.key).second) {
                input.months.push_back(std::move(month));
            }
        }
        if (page.next != 0 && page.next <= after) {
            throw PortError(Advice::fix_configuration,
                            "Odoo's pages of lines go round in circles; update the addon.");
        }
        after = page.next;
    } while (after != 0 && input.lines.size() + input.withdrawn.size() < lines_max);
    waiting.all = after == 0;
    return waiting;
}

std::vector<ClientProduct> pairs_of(const DraftInput& input) {
    std::set<ClientProduct> pairs;
    for (const auto& line : input.lines) {
        pairs.insert({line.client_id, line.product_id});
    }
    for (const auto& withdrawn : input.withdrawn) {
        pairs.insert({withdrawn.line.client_id, withdrawn.line.product_id});
    }
    return {pairs.begin(), pairs.end()};
}

/// Months in slices that one call takes: bounded in invoices and in lines.
std::vector<std::vector<PlannedMonth>> batches(const std::vector<PlannedMonth>& months) {
    std::vector<std::vector<PlannedMonth>> made;
    std::size_t lines = 0;
    for (const auto& month : months) {
        if (made.empty() || made.back().size() >= months_per_call ||
            lines + month.lines.size() > lines_per_call) {
            made.emplace_back();
            lines = 0;
        }
        lines += month.lines.size();
        made.back().push_back(month);
    }
    return made;
}

DraftedMonth planned(const PlannedMonth& month) {
    DraftedMonth drafted;
    drafted.key = month.key;
    drafted.written = static_cast<int>(month.lines.size());
    drafted.untaxed = month.untaxed.text();
    return drafted;
}

class Draft {
public:
    Draft(DraftStore& store, Progress& progress, const DraftRequest& request)
        : store_(store), progress_(progress), request_(request) {
        report_.period = request.period;
    }

    DraftReport run() {
        auto [input, all] = read_all(store_, request_);
        input.accounting = store_.accounting(pairs_of(input));
        const DraftPlan plan = plan_drafts(input);
        report_.issues = plan.issues;
        if (!all) {
            report_.issues.push_back({"more_lines",
                                      "More lines wait than one run takes: run the "
                                      "draft again for the rest."});
        }
        report_.waiting = plan.waiting;
        if (request_.dry_run) {
            for (const auto& month : plan.months) {
                take(planned(month), month.untaxed);
            }
        } else {
            apply(plan);
        }
        std::sort(report_.months.begin(), report_.months.end(),
                  [](const auto& left, const auto& right) { return left.key < right.key; });
        return std::move(report_);
    }

private:
    void apply(const DraftPlan& plan) {
        const auto all = batches(plan.months);
        std::mutex mutex;
        for_each_in_parallel(all, request_.connections, [&](const auto& batch) {
            const auto answers = store_.apply(request_.period, batch);
            const std::lock_guard lock(mutex);
            compare(batch, answers);
            progress_.step("months drafted", static_cast<int>(report_.months.size()),
                           static_cast<int>(plan.months.size()));
        });
    }

    /// Every month asked for must be answered, and what was written must be what was meant.
    void compare(const std::vector<PlannedMonth>& asked, const std::vector<DraftedMonth>& answers) {
        for (const auto& month : asked) {
            const auto answer =
                std::find_if(answers.begin(), answers.end(),
                             [&](const DraftedMonth& one) { return one.key == month.key; });
            if (answer == answers.end()) {
                throw PortError(Advice::ask_first,
                                "Odoo did not answer for every month; run the draft again.");
            }
            take(*answer, month.untaxed);
        }
    }

    void take(const DraftedMonth& month, const Money& meant) {
        report_.lines += month.written;
        if (month.written > 0) {
            report_.untaxed += meant;
        }
        if (month.outcome == MonthOutcome::refused || month.outcome == MonthOutcome::difference) {
            report_.issues.push_back(
                {month.outcome == MonthOutcome::refused ? "month_refused" : "month_difference",
                 "Client " + std::to_string(month.key.client_id) + ", " + month.key.period + ": " +
                     month.message});
        }
        report_.months.push_back(month);
    }

    DraftStore& store_;
    Progress& progress_;
    const DraftRequest& request_;
    DraftReport report_;
};

}  // namespace

int DraftReport::count(MonthOutcome outcome) const {
    return static_cast<int>(
        std::count_if(months.begin(), months.end(),
                      [&](const DraftedMonth& month) { return month.outcome == outcome; }));
}

DraftReport draft_month(DraftStore& store, Progress& progress, const DraftRequest& request) {
    return Draft(store, progress, request).run();
}

}  // namespace quittance
