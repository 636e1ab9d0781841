#include "app/collection_parts.hpp"
#include "app/quarantine_view.hpp"
#include "app/run_frame.hpp"
#include "domain/calendar.hpp"

namespace quittance {
namespace {

using Report = nlohmann::ordered_json;

Report buckets_of(const CollectReport& report, const CompanyTerms& company) {
    Report rows = Report::array();
    for (const BucketTotal& total : report.totals()) {
        rows.push_back({{"bucket", word(total.bucket)},
                        {"reason_code", total.reason_code},
                        {"count", total.count},
                        {"currency", total.currency},
                        {"residual", amount_text(total.residual_minor, company)},
                        {"amount", amount_text(total.amount_minor, company)}});
    }
    return rows;
}

Report invoices_of(const CollectReport& report, const CompanyTerms& company) {
    Report rows = Report::array();
    for (const CollectItem& item : report.items) {
        rows.push_back({{"move_id", item.move_id},
                        {"name", item.name},
                        {"client", item.client},
                        {"bucket", word(item.bucket)},
                        {"reason_code", item.reason_code},
                        {"reason", item.reason},
                        {"residual", amount_text(item.residual_minor, company)},
                        {"amount", amount_text(item.amount_minor, company)},
                        {"currency", item.currency},
                        {"method", item.method},
                        {"rail", item.rail},
                        {"key", item.key}});
    }
    return rows;
}

Report as_json(const CollectReport& report, const CompanyTerms& company) {
    return {{"dry_run", report.dry_run},
            {"as_of", report.as_of},
            {"as_if_on", report.only_switched_off},
            {"looked_at", report.looked_at},
            {"adds_up", report.adds_up()},
            {"buckets", buckets_of(report, company)},
            {"stops", report.stops},
            {"warnings", report.warnings},
            {"invoices", invoices_of(report, company)}};
}

/// "12 of 34 invoices for 3400.00 EUR".
std::string would_be_of(const CollectReport& report, const CompanyTerms& company) {
    const BucketTotal planned = report.total_of(Bucket::planned);
    return std::to_string(planned.count) + " of " + std::to_string(report.looked_at) +
           " invoices for " + amount_text(planned.amount_minor, company) + " " + company.currency;
}

std::string summary_of(const CollectReport& report, const CompanyTerms& company) {
    if (report.only_switched_off) {
        return "Nothing was collected, this would have been: " + would_be_of(report, company) +
               ". " + report.stops.front();
    }
    if (!report.stops.empty() && report.items.empty()) {
        return "Not collected: " + report.stops.front();
    }
    std::string text = std::to_string(report.looked_at) + " invoices looked at";
    for (const BucketTotal& total : report.totals()) {
        text += ", " + std::to_string(total.count) + " " + std::string(word(total.bucket));
        text += total.reason_code.empty() ? "" : " (" + total.reason_code + ")";
    }
    return text + (report.stops.empty() ? "." : ". Stopped: " + report.stops.front());
}

/// What became of an invoice, or what will, in words.
std::string said_of(const CollectItem& item, const CompanyTerms& company) {
    if (item.bucket == Bucket::planned) {
        return "will be collected: " + amount_text(item.amount_minor, company) + " " +
               item.currency + " from " + item.method + " (rail " + item.rail + ")";
    }
    const std::string what =
        item.bucket == Bucket::skipped ? "will not be collected" : std::string(word(item.bucket));
    return what + (item.reason.empty() ? "" : ": " + item.reason);
}

/// One line for each bucket and reason, and one for all: they add up.
void show_totals(Console& console, const CollectReport& report, const CompanyTerms& company) {
    std::int64_t residual = 0;
    for (const BucketTotal& total : report.totals()) {
        residual += total.residual_minor;
        console.line("  " + std::to_string(total.count) + "  " + std::string(word(total.bucket)) +
                     (total.reason_code.empty() ? "" : " (" + total.reason_code + ")") + "  " +
                     amount_text(total.residual_minor, company) + " " + total.currency);
    }
    console.line("= " + std::to_string(report.looked_at) + "  open invoices  " +
                 amount_text(residual, company));
}

void show(Console& console, const CollectReport& report, const CompanyTerms& company) {
    for (const CollectItem& item : report.items) {
        console.line(item.name + "  " + item.client + "  " +
                     amount_text(item.residual_minor, company) + " " + item.currency + "  " +
                     said_of(item, company));
    }
    show_totals(console, report, company);
    for (const std::string& warning : report.warnings) {
        console.line(warning);
    }
    for (const std::string& stop : report.stops) {
        console.problem(stop);
    }
}

/// Another day than today only plans, except where Odoo allows more (its tests' own addon does).
/// An empty order asks without making anything.
bool may_charge_as_of(CollectionParts& with, const std::string& day) {
    if (day.empty() || day == text(with.parts.clock.today(with.company.timezone))) {
        return true;
    }
    try {
        with.parts.session.call("prepare", {{"company_id", with.company.id},
                                            {"as_of", day},
                                            {"run_key", ""},
                                            {"attempts", odoo::Json::array()}});
        return true;
    } catch (const odoo::CallError& error) {
        if (error.trouble() != odoo::CallTrouble::wrong_data) {
            throw;
        }
        return false;
    }
}

}  // namespace

CommandEnd collect_stage(CollectionParts& with, const std::string& run_key) {
    const Parts& parts = with.parts;
    CollectOrder order;
    order.company_id = with.company.id;
    order.as_of = parts.options.as_of;
    order.run_key = run_key;
    order.journal = parts.config.journal.path;
    order.caps = {parts.config.collect.charge_max_minor, parts.config.collect.run_max_minor,
                  parts.config.collect.charges_max};
    order.checked_charges = parts.config.collect.checked_charges;
    order.connections = parts.config.odoo.connections;
    order.dry_run = parts.options.dry_run;
    if (!order.dry_run && !may_charge_as_of(with, order.as_of)) {
        parts.console.line("Another day than today only plans; nothing is charged.");
        order.dry_run = true;
    }
    const CollectReport report = collect(order, with.collect_ports());
    show(parts.console, report, with.company);
    CommandEnd end{static_cast<ExitCode>(report.exit_code), summary_of(report, with.company),
                   as_json(report, with.company)};
    if (report.only_switched_off && order.dry_run) {
        end.code = ExitCode::person;
    }
    end.report["only_switched_off"] = report.only_switched_off;
    return end;
}

CommandEnd run_collect(const Parts& parts) {
    CollectionParts with(parts, greeted(parts));
    return as_run(parts, "collect", [&](const std::string& key) {
        CommandEnd end = collect_stage(with, key);
        add_quarantine(parts, end, " ");
        return end;
    });
}

}  // namespace quittance
