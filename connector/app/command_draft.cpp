#include "adapters/odoo/odoo_draft_store.hpp"
#include "app/import_view.hpp"
#include "app/quarantine_view.hpp"
#include "app/run_frame.hpp"
#include "flow/connections.hpp"
#include "flow/draft.hpp"

namespace quittance {
namespace {

std::string word(MonthOutcome outcome) {
    switch (outcome) {
        case MonthOutcome::created:
            return "created";
        case MonthOutcome::extended:
            return "extended";
        case MonthOutcome::unchanged:
            return "unchanged";
        case MonthOutcome::refused:
            return "refused";
        case MonthOutcome::difference:
            return "difference";
    }
    return "";
}

nlohmann::ordered_json as_json(const DraftedMonth& month) {
    return {{"client_id", month.key.client_id}, {"period", month.key.period},
            {"currency", month.key.currency},   {"move_id", month.move_id},
            {"outcome", word(month.outcome)},   {"lines", month.written},
            {"untaxed", month.untaxed},         {"total", month.total},
            {"message", month.message}};
}

nlohmann::ordered_json as_json(const DraftReport& report, bool dry_run) {
    nlohmann::ordered_json months = nlohmann::ordered_json::array();
    for (const auto& month : report.months) {
        months.push_back(as_json(month));
    }
    nlohmann::ordered_json issues = nlohmann::ordered_json::array();
    for (const auto& issue : report.issues) {
        issues.push_back(as_json(issue));
    }
    return {{"period", report.period},
            {"dry_run", dry_run},
            {"created", report.count(MonthOutcome::created)},
            {"extended", report.count(MonthOutcome::extended)},
            {"unchanged", report.count(MonthOutcome::unchanged)},
            {"lines", report.lines},
            {"untaxed", report.untaxed.text()},
            {"waiting", report.waiting},
            {"months", months},
            {"issues", issues}};
}

std::string summary_of(const DraftReport& report, bool dry_run) {
    if (dry_run) {
        return std::to_string(report.months.size()) + " months would get " +
               std::to_string(report.lines) + " lines, " + report.untaxed.text() +
               " before tax. Nothing was changed.";
    }
    return std::to_string(report.count(MonthOutcome::created)) + " drafts made, " +
           std::to_string(report.count(MonthOutcome::extended)) + " extended, with " +
           std::to_string(report.lines) + " lines, " + report.untaxed.text() + " before tax; " +
           std::to_string(report.waiting) + " lines wait.";
}

}  // namespace

CommandEnd run_draft(const Parts& parts) {
    const Admission admission = greeted(parts);
    odoo::OdooDraftStore store(parts.session, company_of(admission));
    return as_run(parts, "draft", [&](const std::string&) {
        DraftRequest request;
        request.period = parts.options.period;
        request.connections =
            drafting_connections(parts.config.odoo.connections, admission.greeting.workers);
        request.rounds_per_line = admission.company.rounds_per_line;
        request.dry_run = parts.options.dry_run;
        const DraftReport report = draft_month(store, parts.console, request);
        for (const auto& issue : report.issues) {
            parts.console.line(issue.message);
        }
        CommandEnd end{report.asks_a_person() ? ExitCode::person : ExitCode::done,
                       summary_of(report, request.dry_run), as_json(report, request.dry_run)};
        add_quarantine(parts, end, " ");
        return end;
    });
}

}  // namespace quittance
