#include "flow/check.hpp"

#include "domain/control_issue.hpp"
#include "domain/free_line.hpp"
#include "domain/repeats.hpp"
#include "domain/seen_lines.hpp"

#include <utility>

namespace quittance {
namespace {

std::string_view bytes_of(const std::int64_t& number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

class Check {
public:
    Check(const Profile& profile, std::size_t problems_max)
        : profile_(profile), problems_max_(problems_max) {
        report_.amount = Money(0, profile.currency);
    }

    void take(ReadRow& row) {
        ++report_.lines;
        if (auto issue = free_line_issue(row, profile_)) {
            row.problems.push_back(std::move(*issue));
        }
        check_repeated(row);
        if (row.amount) {
            report_.amount += *row.amount;
        } else {
            ++report_.unreadable;
        }
        report_.lines_with_problems += row.problems.empty() ? 0 : 1;
        for (const Issue& problem : row.problems) {
            note(problem);
        }
    }

    void refuse(const Issue& reason) {
        report_.readable = false;
        note(reason);
    }

    CheckReport finish(const FileFacts& facts) {
        report_.totals = facts.totals;
        report_.headers = facts.headers;
        report_.warnings = facts.warnings;
        for (const auto& total : facts.totals) {
            if (auto issue = control_issue(total, profile_.currency)) {
                report_.warnings.push_back(std::move(*issue));
            }
        }
        for (auto& warning :
             {repeated_lines_.lines_warning(), repeated_tickets_.tickets_warning()}) {
            if (warning) {
                report_.warnings.push_back(*warning);
            }
        }
        return finish();
    }
    CheckReport finish() { return std::move(report_); }

private:
    void note(const Issue& issue) {
        ++report_.codes[issue.code];
        if (report_.problems.size() < problems_max_) {
            report_.problems.push_back(issue);
        }
    }

    /// The ticket says which line it is; without one, a line that is the same in all is a repeat.
    void check_repeated(ReadRow& row) {
        const std::int64_t day =
            row.date ? std::chrono::sys_days(*row.date).time_since_epoch().count() : 0;
        const std::int64_t price = row.price ? row.price->units() : 0;
        const std::int64_t quantity = row.quantity ? row.quantity->units() : 0;
        const std::int64_t amount = row.amount ? row.amount->minor() : 0;
        const std::uint64_t content =
            SeenLines::hash({row.client_code, row.service, bytes_of(day), bytes_of(price),
                             bytes_of(quantity), bytes_of(amount)});
        const bool by_ticket = profile_.ticket_names == "line" && !row.ticket.empty();
        const std::uint64_t name =
            by_ticket ? SeenLines::hash({row.ticket})
                      : SeenLines::hash({row.ticket, bytes_of(static_cast<std::int64_t>(content))});
        const auto before = seen_.see(name, static_cast<std::uint32_t>(content), row.row);
        if (!before) {
            return;
        }
        if (!by_ticket) {
            repeated_lines_.note(row.row, before->row);
        } else if (before->content == static_cast<std::uint32_t>(content)) {
            ++report_.repeated_tickets;
            repeated_tickets_.note(row.row, before->row);
        } else {
            row.problems.push_back(
                Issue{"ticket_conflict",
                      "Same ticket, other content as row " + std::to_string(before->row), row.row,
                      profile_.columns.ticket});
        }
    }

    const Profile& profile_;
    std::size_t problems_max_;
    SeenLines seen_;
    Repeats repeated_lines_;
    Repeats repeated_tickets_;
    CheckReport report_;
};

}  // namespace

CheckReport check_file(const RowsOpener& open, const std::string& path, const Profile& profile,
                       std::size_t problems_max, const RowWatch& watch) {
    Check check(profile, problems_max);
    try {
        const auto rows = open(path, profile, false);
        ReadRow row;
        while (rows->next(row)) {
            check.take(row);
            watch(row);
        }
        return check.finish(rows->facts());
    } catch (const UnreadableFile& error) {
        check.refuse(error.issue());
        return check.finish();
    }
}

}  // namespace quittance
