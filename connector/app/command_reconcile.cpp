#include "app/collection_parts.hpp"
#include "app/quarantine_view.hpp"
#include "app/run_frame.hpp"

namespace quittance {
namespace {

nlohmann::ordered_json as_json(const ReconcileReport& report) {
    nlohmann::ordered_json attempts = nlohmann::ordered_json::array();
    for (const auto& [before, after] : report.attempts) {
        attempts.push_back({{"key", after.key},
                            {"invoices", after.names},
                            {"amount", after.amount.text()},
                            {"currency", after.amount.currency()},
                            {"before", word(before.state)},
                            {"after", word(after.state)},
                            {"booked", after.booked},
                            {"message", after.message}});
    }
    return {{"dry_run", report.dry_run},
            {"attempts", attempts},
            {"history_copied", report.history_copied},
            {"stops", report.stops},
            {"warnings", report.warnings}};
}

std::string summary_of(const ReconcileReport& report) {
    if (!report.stops.empty()) {
        return report.stops.front();
    }
    int settled = 0;
    int unknown = 0;
    for (const auto& [before, after] : report.attempts) {
        const Bucket bucket = bucket_of(after);
        settled += bucket_of(before) != bucket ? 1 : 0;
        unknown += bucket == Bucket::unknown ? 1 : 0;
    }
    return std::to_string(report.attempts.size()) + " unfinished attempts, " +
           std::to_string(settled) + " settled, " + std::to_string(unknown) + " still unknown.";
}

}  // namespace

CommandEnd reconcile_stage(CollectionParts& with) {
    ReconcileOrder order;
    order.company_id = with.company.id;
    order.dry_run = with.parts.options.dry_run;
    const ReconcileReport report = reconcile(order, with.reconcile_ports());
    for (const std::string& warning : report.warnings) {
        with.parts.console.line(warning);
    }
    return {static_cast<ExitCode>(report.exit_code), summary_of(report), as_json(report)};
}

CommandEnd run_reconcile(const Parts& parts) {
    CollectionParts with(parts, greeted(parts));
    return as_run(parts, "reconcile", [&](const std::string&) {
        CommandEnd end = reconcile_stage(with);
        add_quarantine(parts, end, " ");
        return end;
    });
}

}  // namespace quittance
