#include "flow/check.hpp"

#include "domain/control_issue.hpp"
#include "domain/free_line.hpp"
#include "domain/repeats.hpp"
#include "domain/seen_lines.hpp"

#include <array>
#include <chrono>
#include <type_traits>
#include <utility>

namespace quittance {
namespace {

template <typename Plain>
std::string_view bytes_of(const Plain& value) {
    static_assert(std::has_unique_object_representations_v<Plain>, "no byte of it is a gap");
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// What a row is known by when it comes again.
struct RowNames {
    bool by_ticket = false;
    std::uint64_t name = 0;
    std::uint32_t content = 0;
};

/// The ticket says which line it is; without one, a line that is the same in all is a repeat.
RowNames names_of(const ReadRow& row, const Profile& profile) {
    const std::array<std::int64_t, 4> figures = {
        row.date ? std::chrono::sys_days(*row.date).time_since_epoch().count() : 0,
        row.price ? row.price->units() : 0, row.quantity ? row.quantity->units() : 0,
        row.amount ? row.amount->minor() : 0};
    const std::uint64_t content =
        SeenLines::hash({row.client_code, row.service, row.tax_rate, bytes_of(figures)});
    const bool by_ticket = profile.ticket_names == "line" && !row.ticket.empty();
    return {by_ticket,
            by_ticket ? SeenLines::hash({row.ticket})
                      : SeenLines::hash({row.ticket, bytes_of(content)}),
            static_cast<std::uint32_t>(content)};
}

class Check {
public:
    Check(const Profile& profile, std::size_t problems_max, const RowWatch& watch)
        : profile_(profile), problems_max_(problems_max), watch_(watch) {
        report_.amount = Money(0, profile.currency);
    }

    /// Checks the row that was taken before: what is known of this one's name is fetched meanwhile.
    /// The row lives until the next call.
    void take(ReadRow& row) {
        const RowNames names = names_of(row, profile_);
        seen_.expect(names.name);
        check_waiting();
        waiting_ = &row;
        names_ = names;
    }

    /// Checks the last row, if it was not yet.
    void check_waiting() {
        if (waiting_ != nullptr) {
            check(*std::exchange(waiting_, nullptr));
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
    void check(ReadRow& row) {
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
        watch_(row);
    }

    void note(const Issue& issue) {
        ++report_.codes[issue.code];
        if (report_.problems.size() < problems_max_) {
            report_.problems.push_back(issue);
        }
    }

    void check_repeated(ReadRow& row) {
        const auto before = seen_.see(names_.name, names_.content, row.row);
        if (!before) {
            return;
        }
        if (!names_.by_ticket) {
            repeated_lines_.note(row.row, before->row);
        } else if (before->content == names_.content) {
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
    const RowWatch& watch_;
    ReadRow* waiting_ = nullptr;
    RowNames names_;  // of the waiting row
    SeenLines seen_;
    Repeats repeated_lines_;
    Repeats repeated_tickets_;
    CheckReport report_;
};

}  // namespace

CheckReport check_file(const RowsOpener& open, const std::string& path, const Profile& profile,
                       std::size_t problems_max, const RowWatch& watch) {
    Check check(profile, problems_max, watch);
    std::array<ReadRow, 2> two;
    try {
        const auto rows = open(path, profile, false);
        for (std::size_t at = 0; rows->next(two[at]); at = 1 - at) {
            check.take(two[at]);
        }
        check.check_waiting();
        return check.finish(rows->facts());
    } catch (const UnreadableFile& error) {
        check.check_waiting();
        check.refuse(error.issue());
        return check.finish();
    }
}

}  // namespace quittance
