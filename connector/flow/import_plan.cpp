#include "flow/import_plan.hpp"

#include "domain/control_issue.hpp"
#include "domain/free_line.hpp"
#include "support/sha256.hpp"

#include <algorithm>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t date_length = 7;  // YYYY-MM
constexpr std::size_t problems_max = 2'000;

std::string content_of(const ServiceLine& line) {
    std::string joined;
    const std::string amount = line.amount ? line.amount->text() : std::string();
    for (const std::string* const part : {&line.client_code, &line.service_code, &line.quantity,
                                          &line.price, &amount, &line.date}) {
        joined += std::to_string(part->size()) + ':' + *part;
    }
    return sha256_hex(joined);
}

void hold(ServiceLine& line, const Issue& issue) {
    line.problems.push_back({issue.code, issue.message, ""});
}

}  // namespace

LinePlanner::LinePlanner(const Profile& profile, const Directory& directory, ImportTerms terms)
    : profile_(profile),
      lookup_(directory),
      supplier_id_(directory.supplier_id),
      terms_(std::move(terms)) {
    figures_.totals.amount = Money(0, profile.currency);
}

ServiceLine LinePlanner::plan(const ReadRow& row) {
    ServiceLine line = as_read(row);
    for (const Issue& problem : row.problems) {
        hold(line, problem);
    }
    name_client(row, line);
    name_service(row, line);
    if (const auto issue = free_line_issue(row, profile_)) {
        hold(line, *issue);
    }
    line.content = content_of(line);
    line.key = key_of(line);
    for (const RowReading& reading : row.readings) {
        line.readings.push_back(reading_of(line, reading));
    }
    note_month(line);
    count(line);
    return line;
}

ServiceLine LinePlanner::as_read(const ReadRow& row) const {
    ServiceLine line;
    line.row = row.row;
    line.client_code = row.client_code;
    line.service_code = row.service;
    line.description = row.comment;
    line.quantity = row.quantity ? row.quantity->text() : "";
    line.price = row.price ? row.price->text() : "";
    line.amount = row.amount;
    line.currency = profile_.currency;
    line.date = row.date ? text(*row.date) : "";
    line.period = terms_.period.empty() ? line.date.substr(0, date_length) : terms_.period;
    line.ticket = row.ticket;
    line.tax_rate = row.tax_rate;
    line.tax_included = profile_.tax_included;
    line.raw = row.raw;
    return line;
}

void LinePlanner::name_client(const ReadRow& row, ServiceLine& line) const {
    const Match match = lookup_.client(line.client_code);
    line.client_id = match.id;
    if (match.id == 0 && !is_explained(row, profile_.columns.client)) {
        line.problems.push_back({"unknown_client",
                                 line.client_code.empty()
                                     ? "The row names no client."
                                     : "No client has the code '" + line.client_code + "'.",
                                 match.suggestion});
    }
}

void LinePlanner::name_service(const ReadRow& row, ServiceLine& line) const {
    const Match match = lookup_.service(line.service_code);
    line.service_id = match.id;
    if (match.id == 0 && !is_explained(row, profile_.columns.service)) {
        line.problems.push_back({"unknown_service",
                                 line.service_code.empty()
                                     ? "The row names no service."
                                     : "No service is known as '" + line.service_code + "'.",
                                 match.suggestion});
    }
}

/// The same line with these figures; another one like it in the file is not thought of.
LineReading LinePlanner::reading_of(ServiceLine line, const RowReading& reading) const {
    line.quantity = reading.quantity ? reading.quantity->text() : "";
    line.price = reading.price ? reading.price->text() : "";
    line.amount = reading.amount;
    return {reading.decimal_mark,  reading.thousands_mark,      line.quantity,   line.price,
            reading.amount.text(), line_key(identity_of(line)), content_of(line)};
}

LineIdentity LinePlanner::identity_of(const ServiceLine& line) const {
    LineIdentity identity;
    identity.company_id = terms_.company_id;
    identity.supplier_id = supplier_id_;
    const std::string& day = line.date.empty() ? line.period : line.date;
    identity.year = day.size() < 4 ? 0 : std::stoi(day.substr(0, 4));
    identity.ticket = profile_.ticket_names.empty() ? "" : line.ticket;
    identity.ticket_is_document = profile_.ticket_names == "document";
    identity.root_file = terms_.root_sha256;
    identity.period = line.period;
    identity.client_code = line.client_code;
    identity.date = line.date;
    identity.service_code = line.service_code;
    identity.price = line.price.empty() && line.amount ? line.amount->text() : line.price;
    identity.quantity = line.quantity;
    return identity;
}

std::string LinePlanner::key_of(const ServiceLine& line) {
    LineIdentity identity = identity_of(line);
    const std::string first = line_key(identity);
    const bool names_a_line = !identity.ticket.empty() && !identity.ticket_is_document;
    if (names_a_line) {
        return first;
    }
    identity.occurrence = occurrence(first, line.row);
    return identity.occurrence == 1 ? first : line_key(identity);
}

/// Which of several equal lines this one is.
int LinePlanner::occurrence(const std::string& key, int row) {
    const auto before = seen_.see(SeenLines::hash({key}), 0, row);
    if (!before) {
        return 1;
    }
    repeated_.note(row, before->row);
    int& number = occurrences_[key];
    number = number == 0 ? 2 : number + 1;
    return number;
}

void LinePlanner::note_month(const ServiceLine& line) {
    if (terms_.expected.empty() || line.period.empty() || line.period == terms_.expected) {
        return;
    }
    if (++other_month_.count == 1) {
        other_month_.row = line.row;
        other_month_.period = line.period;
    }
}

void LinePlanner::warn_of_other_months() {
    if (other_month_.count > 0) {
        warn("other_period", other_month_.row,
             std::to_string(other_month_.count) + " lines are of another month than " +
                 terms_.expected + ", this one of " + other_month_.period +
                 ": the profile goes by the lines' dates, and they are billed by them.");
    }
}

void LinePlanner::warn(std::string code, int row, std::string message) {
    figures_.totals.warnings.push_back({std::move(code), std::move(message), row, ""});
}

void LinePlanner::count(const ServiceLine& line) {
    FileTotals& totals = figures_.totals;
    ++totals.lines;
    if (line.amount) {
        totals.amount += *line.amount;
    } else {
        ++totals.unreadable;
    }
    const char* const state = line.problems.empty() ? "billable" : "quarantine";
    ++figures_.states[state].count;
    sums_[state] += line.amount.value_or(Money());
    for (const LineProblem& problem : line.problems) {
        note(line.row, problem);
    }
}

void LinePlanner::note(int row, const LineProblem& problem) {
    if (figures_.problems.size() >= problems_max) {
        ++figures_.problems_more;
        return;
    }
    std::string message = problem.reason;
    if (!problem.suggestion.empty()) {
        message += " Nearest: " + problem.suggestion + ".";
    }
    figures_.problems.push_back({problem.code, std::move(message), row, ""});
}

void LinePlanner::check(const StatedTotal& total) {
    figures_.totals.controls.push_back(
        {total.row, total.label, total.stated, total.computed.text()});
    if (auto issue = control_issue(total, profile_.currency)) {
        figures_.totals.warnings.push_back(std::move(*issue));
    }
}

ImportFigures LinePlanner::finish(const FileFacts& facts) {
    for (const auto& total : facts.totals) {
        check(total);
    }
    FileTotals& totals = figures_.totals;
    if (auto warning = repeated_.lines_warning()) {
        totals.warnings.push_back(std::move(*warning));
    }
    warn_of_other_months();
    totals.warnings.insert(totals.warnings.end(), facts.warnings.begin(), facts.warnings.end());
    totals.headers = facts.headers;
    for (const auto& [state, sum] : sums_) {
        figures_.states[state].amount = sum.text();
    }
    return std::move(figures_);
}

bool is_explained(const ReadRow& row, const std::string& column) {
    return !column.empty() &&
           std::any_of(row.problems.begin(), row.problems.end(),
                       [&column](const Issue& problem) { return problem.column == column; });
}

std::string file_period(const Profile& profile, const std::string& file_name,
                        const std::string& given, const Date& came) {
    if (profile.period_rule == "date") {
        return "";
    }
    if (!given.empty()) {
        return given;
    }
    if (profile.period_rule == "previous") {
        return Period(came).previous().text();
    }
    const auto found =
        profile.period_rule == "filename" ? Period::in_name(file_name) : std::nullopt;
    if (!found) {
        throw UnreadableFile({"period_missing",
                              "The month of '" + file_name +
                                  "' is not known: give --period YYYY-MM, or put the month into "
                                  "the file's name.",
                              0, ""});
    }
    return found->text();
}

}  // namespace quittance
