#include "flow/import_plan.hpp"

#include "domain/line_key.hpp"
#include "flow/directory_lookup.hpp"
#include "support/sha256.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t date_length = 7;  // YYYY-MM

std::string content_of(const ServiceLine& line) {
    std::string joined;
    for (const auto& part : {line.client_code, line.service_code, line.quantity, line.price,
                             line.amount ? line.amount->text() : std::string(), line.date}) {
        joined += std::to_string(part.size()) + ':' + part;
    }
    return sha256_hex(joined);
}

class Planner {
public:
    Planner(const Profile& profile, const Directory& directory, const ImportTerms& terms)
        : profile_(profile),
          lookup_(directory),
          supplier_id_(directory.supplier_id),
          terms_(terms) {}

    ImportPlan plan(const ServiceTable& table) {
        for (const auto& row : table.rows) {
            add(row);
        }
        for (const auto& total : table.totals) {
            check(total);
        }
        warn_of_repeated_lines();
        warn_of_other_months();
        return std::move(plan_);
    }

private:
    void add(const ReadRow& row) {
        ServiceLine line = as_read(row);
        name_client(line);
        name_service(line);
        check_zero(row, line);
        if (row.problem) {
            hold(line, row.problem->code, row.problem->message, "");
        }
        line.billable = line.reason_code.empty();
        line.content = content_of(line);
        line.key = key_of(line);
        count(line);
        plan_.lines.push_back(std::move(line));
    }

    ServiceLine as_read(const ReadRow& row) const {
        ServiceLine line;
        line.row = row.row;
        line.client_code = row.client_code;
        line.service_code = row.service;
        line.description = row.comment;
        line.quantity = row.quantity ? row.quantity->text() : row.amount ? "1" : "";
        line.price = row.price ? row.price->text() : row.amount ? row.amount->text() : "";
        line.amount = row.amount;
        line.currency = profile_.currency;
        line.date = row.date ? text(*row.date) : "";
        line.period = terms_.period.empty() ? line.date.substr(0, date_length) : terms_.period;
        line.ticket = row.ticket;
        return line;
    }

    /// What is wrong first counts: reading problems are noted last and so win.
    static void hold(ServiceLine& line, std::string code, std::string reason,
                     std::string suggestion) {
        line.reason_code = std::move(code);
        line.reason = std::move(reason);
        line.suggestion = std::move(suggestion);
    }

    void name_client(ServiceLine& line) const {
        const Match match = lookup_.client(line.client_code);
        line.client_id = match.id;
        if (match.id == 0) {
            hold(line, "unknown_client",
                 line.client_code.empty() ? "The row names no client."
                                          : "No client has the code '" + line.client_code + "'.",
                 match.suggestion);
        }
    }

    void name_service(ServiceLine& line) const {
        const Match match = lookup_.service(line.service_code);
        line.service_id = match.id;
        if (match.id == 0 && line.reason_code.empty()) {
            hold(line, "unknown_service",
                 line.service_code.empty() ? "The row names no service."
                                           : "No service is known as '" + line.service_code + "'.",
                 match.suggestion);
        }
    }

    void check_zero(const ReadRow& row, ServiceLine& line) const {
        const bool free = row.amount && row.amount->minor() == 0;
        if (free && profile_.zero_price != "free" && line.reason_code.empty()) {
            hold(line, "price_missing",
                 "The line costs nothing, and the profile does not allow free lines.", "");
        }
    }

    std::string key_of(const ServiceLine& line) {
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
        identity.price = line.price;
        identity.quantity = line.quantity;
        const bool names_a_line = !identity.ticket.empty() && !identity.ticket_is_document;
        identity.occurrence = names_a_line ? 1 : occurrence(line_key(identity), line.row);
        return line_key(identity);
    }

    /// Which of several equal lines this one is.
    int occurrence(const std::string& key, int row) {
        const int number = ++occurrences_[key];
        if (number == 1) {
            rows_[key] = row;
        } else if (++repeated_ == 1) {
            repeats_ = {row, rows_[key]};
        }
        return number;
    }

    /// They are billed: only the supplier knows whether a service was really rendered twice.
    void warn_of_repeated_lines() {
        if (repeated_ > 0) {
            warn("repeated_line", repeats_.first,
                 std::to_string(repeated_) + " lines are the same as an earlier one, this one as " +
                     "row " + std::to_string(repeats_.second) +
                     ": each is billed. Reject those that the supplier wrote twice by mistake.");
        }
    }

    void warn_of_other_months() {
        const auto is_other = [this](const ServiceLine& line) {
            return !terms_.expected.empty() && !line.period.empty() &&
                   line.period != terms_.expected;
        };
        const auto first = std::find_if(plan_.lines.begin(), plan_.lines.end(), is_other);
        if (first == plan_.lines.end()) {
            return;
        }
        const auto others = std::count_if(first, plan_.lines.end(), is_other);
        warn("other_period", first->row,
             std::to_string(others) + " lines are of another month than " + terms_.expected +
                 ", this one of " + first->period +
                 ": the profile goes by the lines' dates, and they are billed by them.");
    }

    void warn(std::string code, int row, std::string message) {
        plan_.totals.warnings.push_back({std::move(code), std::move(message), row, ""});
    }

    void count(const ServiceLine& line) {
        FileTotals& totals = plan_.totals;
        ++totals.lines;
        if (line.amount) {
            totals.amount += *line.amount;
        } else {
            ++totals.unreadable;
        }
        if (!line.billable) {
            std::string message = line.reason;
            if (!line.suggestion.empty()) {
                message += " Nearest: " + line.suggestion + ".";
            }
            plan_.problems.push_back({line.reason_code, std::move(message), line.row, ""});
        }
    }

    void check(const StatedTotal& total) {
        const std::string computed = total.computed.text();
        plan_.totals.controls.push_back({total.row, total.label, total.stated, computed});
        const auto stated = Money::parse(total.stated, profile_.currency);
        if (!stated || stated->minor() != total.computed.minor()) {
            warn("control_sum", total.row,
                 "Row '" + total.label + "' says " +
                     (total.stated.empty() ? "no number" : total.stated) +
                     ", but the rows above it add up to " + computed +
                     ". Ask the supplier which is right.");
        }
    }

    const Profile& profile_;
    DirectoryLookup lookup_;
    int supplier_id_;
    const ImportTerms& terms_;
    std::map<std::string, int> occurrences_;
    std::map<std::string, int> rows_;  // of the first line of a key
    int repeated_ = 0;
    std::pair<int, int> repeats_;  // rows of the first repeated line and of what it repeats
    ImportPlan plan_;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// `2026-10`, `2026_10` or `202610` anywhere in the name, not inside a longer number.
std::string period_in(const std::string& name) {
    for (std::size_t at = 0; at + 6 <= name.size(); ++at) {
        if (at > 0 && is_digit(name[at - 1])) {
            continue;
        }
        const std::size_t gap = is_digit(name[at + 4]) ? 0 : 1;
        const std::string candidate = name.substr(at, 4) + '-' + name.substr(at + 4 + gap, 2);
        const std::size_t end = at + 6 + gap;
        const bool clean = (end >= name.size() || !is_digit(name[end])) &&
                           (gap == 0 || name[at + 4] == '-' || name[at + 4] == '_');
        if (const auto period = Period::parse(candidate); period && clean) {
            return period->text();
        }
    }
    return "";
}

}  // namespace

ImportPlan plan_import(const ServiceTable& table, const Profile& profile,
                       const Directory& directory, const ImportTerms& terms) {
    return Planner(profile, directory, terms).plan(table);
}

std::string file_period(const Profile& profile, const std::string& file_name,
                        const std::string& given, const Date& today) {
    if (profile.period_rule == "date") {
        return "";
    }
    if (!given.empty()) {
        return given;
    }
    if (profile.period_rule == "previous") {
        return Period(today).previous().text();
    }
    const std::string found = profile.period_rule == "filename" ? period_in(file_name) : "";
    if (found.empty()) {
        throw UnreadableFile({"period_missing",
                              "The month of '" + file_name +
                                  "' is not known: give --period YYYY-MM, or put the month into "
                                  "the file's name.",
                              0, ""});
    }
    return found;
}

}  // namespace quittance
