#include "app/collection_parts.hpp"
#include "app/run_frame.hpp"

namespace quittance {
namespace {

nlohmann::ordered_json as_json(const AuditReport& report) {
    nlohmann::ordered_json findings = nlohmann::ordered_json::array();
    for (const Finding& finding : report.findings) {
        findings.push_back(
            {{"code", finding.code}, {"subject", finding.subject}, {"sentence", finding.sentence}});
    }
    return {{"dry_run", report.dry_run},    {"since", report.since},
            {"compared", report.compared},  {"charges", report.charges},
            {"claims", report.claims},      {"asked", report.asked},
            {"findings", findings},         {"history_copied", report.history_copied},
            {"stops", report.stops},        {"warnings", report.warnings},
            {"next_step", report.next_step}};
}

std::string summary_of(const AuditReport& report) {
    if (!report.stops.empty()) {
        return report.stops.front();
    }
    std::string text = std::to_string(report.compared) + " attempts of the journal, " +
                       std::to_string(report.charges) + " charges of the providers and " +
                       std::to_string(report.claims) + " of Odoo compared, " +
                       std::to_string(report.findings.size()) + " findings.";
    return report.next_step.empty() ? text : text + " Now: " + report.next_step;
}

}  // namespace

CommandEnd audit_stage(CollectionParts& with, bool only_new) {
    const Parts& parts = with.parts;
    const AuditReport report =
        audit({with.company.id, parts.config.journal.path, parts.options.dry_run,
               parts.config.collect.checked_charges, only_new},
              with.audit_ports());
    for (const Finding& finding : report.findings) {
        parts.console.line(finding.sentence);
    }
    for (const std::string& warning : report.warnings) {
        parts.console.line(warning);
    }
    return {static_cast<ExitCode>(report.exit_code), summary_of(report), as_json(report)};
}

CommandEnd run_audit(const Parts& parts) {
    CollectionParts with(parts, greeted(parts));
    return as_run(parts, "audit", [&](const std::string&) { return audit_stage(with, false); });
}

}  // namespace quittance
