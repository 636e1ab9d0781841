#include "adapters/odoo/odoo_audit_ledger.hpp"
#include "app/parts.hpp"

namespace quittance {
namespace {

/// Invariants that do not hold, by their figures `invariants › I1 › holds`.
std::vector<std::string> broken_of(const std::vector<Figure>& figures) {
    constexpr std::string_view start = "invariants › ";
    constexpr std::string_view end = " › holds";
    std::vector<std::string> broken;
    for (const auto& [path, value] : figures) {
        const bool told = path.starts_with(start) && path.ends_with(end);
        if (told && value != "true") {
            broken.push_back(path.substr(start.size(), path.size() - start.size() - end.size()));
        }
    }
    return broken;
}

}  // namespace

CommandEnd run_report(const Parts& parts) {
    const Admission admission = greeted(parts);
    odoo::OdooAuditLedger ledger(parts.session, company_of(admission));
    const auto figures = ledger.figures(parts.options.period);
    CommandEnd end;
    for (const auto& [path, value] : figures) {
        parts.console.line(path + ": " + value);
    }
    end.report = nlohmann::ordered_json(parts.session.call(
        "report", {{"company_id", admission.company.id}, {"period", parts.options.period}}));
    const auto broken = broken_of(figures);
    end.summary = "I1 to I6 hold.";
    if (!broken.empty()) {
        end.code = ExitCode::person;
        end.summary = "These do not hold:";
        for (const std::string& name : broken) {
            end.summary += " " + name;
        }
        end.summary += ". Run `quittance audit`.";
    }
    return end;
}

}  // namespace quittance
