#include "app/import_view.hpp"

namespace quittance {
namespace {

constexpr std::size_t problems_shown = 20;

std::string word(ImportOutcome outcome) {
    switch (outcome) {
        case ImportOutcome::imported:
            return "imported";
        case ImportOutcome::known:
            return "known";
        case ImportOutcome::asked:
            return "asked";
        case ImportOutcome::refused:
            return "refused";
        case ImportOutcome::planned:
            return "planned";
    }
    return "";
}

std::string headline(const ImportReport& report) {
    switch (report.outcome) {
        case ImportOutcome::imported:
        case ImportOutcome::planned:
            return std::to_string(report.lines) + " lines, " + report.total;
        case ImportOutcome::known:
            return "already there, nothing to do. " + report.message;
        case ImportOutcome::asked:
            return "waits for a person. " + report.message;
        case ImportOutcome::refused:
            return "refused: " + report.message;
    }
    return "";
}

}  // namespace

void show(Console& console, const ImportReport& report) {
    console.line(report.name + ": " + headline(report));
    for (const auto& [state, total] : report.states) {
        console.line("  " + state + ": " + std::to_string(total.count) + " lines, " + total.amount);
    }
    if (report.unreadable > 0) {
        console.line("  of them without a readable amount: " + std::to_string(report.unreadable));
    }
    for (std::size_t i = 0; i < std::min(problems_shown, report.problems.size()); ++i) {
        const Issue& issue = report.problems[i];
        console.line("  line " + std::to_string(issue.row) + ": " + issue.message);
    }
    const std::size_t more = static_cast<std::size_t>(report.problems_more) +
                             report.problems.size() -
                             std::min(problems_shown, report.problems.size());
    if (more > 0) {
        console.line("  … and " + std::to_string(more) + " more: see the quarantine in Odoo.");
    }
}

nlohmann::ordered_json as_json(const Issue& issue) {
    return {{"row", issue.row},
            {"code", issue.code},
            {"column", issue.column},
            {"message", issue.message}};
}

nlohmann::ordered_json as_json(const std::vector<Issue>& issues) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& issue : issues) {
        list.push_back(as_json(issue));
    }
    return list;
}

nlohmann::ordered_json as_supplier_json(const ImportReport& report) {
    nlohmann::ordered_json told = as_json(report);
    told["message"] = report.supplier.message;
    told["problems"] = as_json(report.supplier.problems);
    told["problems_more"] = report.supplier.problems_more;
    return told;
}

nlohmann::ordered_json as_json(const ImportReport& report) {
    nlohmann::ordered_json states = nlohmann::ordered_json::object();
    for (const auto& [state, total] : report.states) {
        states[state] = {{"lines", total.count}, {"amount", total.amount}};
    }
    return {{"name", report.name},
            {"sha256", report.sha256},
            {"period", report.period},
            {"outcome", word(report.outcome)},
            {"message", report.message},
            {"lines", report.lines},
            {"amount", report.total},
            {"unreadable", report.unreadable},
            {"states", states},
            {"problems", as_json(report.problems)},
            {"problems_more", report.problems_more}};
}

}  // namespace quittance
