#include "adapters/files/profile_seeds.hpp"
#include "adapters/files/spooled_file.hpp"
#include "app/import_tools.hpp"
#include "app/import_view.hpp"
#include "app/parts.hpp"
#include "flow/check.hpp"
#include "readers/open_services.hpp"

#include <sys/resource.h>

#include <iostream>

namespace quittance {
namespace {

constexpr std::size_t problems_max = 1'000;
constexpr int lines_per_step = 50'000;

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <typename Value>
std::string text_or_nothing(const std::optional<Value>& value) {
    return value ? value->text() : "";
}

Json list_of(const std::vector<Issue>& issues) {
    Json list = Json::array();
    for (const auto& issue : issues) {
        list.push_back(as_json(issue));
    }
    return list;
}

Json as_json(const ReadRow& row) {
    return {{"row", row.row},
            {"client", row.client_code},
            {"service", row.service},
            {"quantity", text_or_nothing(row.quantity)},
            {"price", text_or_nothing(row.price)},
            {"amount", text_or_nothing(row.amount)},
            {"date", row.date ? text(*row.date) : ""},
            {"ticket", row.ticket},
            {"comment", row.comment},
            {"tax", row.tax_rate},
            {"problem", row.problem() ? row.problem()->code : ""},
            {"message", row.problem() ? row.problem()->message : ""},
            {"problems", list_of(row.problems)}};
}

void print_cells(const std::string& path, const Profile& profile) {
    const auto records = open_records(path, profile);
    Record record;
    while (records->next(record)) {
        Json cells = Json::array();
        for (const Cell& cell : record.cells) {
            cells.push_back(cell.text);
        }
        std::cout << dumped({{"row", record.row}, {"hidden", record.hidden}, {"cells", cells}})
                  << '\n';
    }
}

/// Of this process and of the one that read, in MiB: the peak of each.
Json peaks() {
    rusage own{};
    rusage reading{};
    ::getrusage(RUSAGE_SELF, &own);
    ::getrusage(RUSAGE_CHILDREN, &reading);
    return {{"own_mb", static_cast<double>(own.ru_maxrss) / 1024.0},
            {"reading_mb", static_cast<double>(reading.ru_maxrss) / 1024.0}};
}

Json as_json(const CheckReport& report) {
    Json totals = Json::array();
    for (const auto& total : report.totals) {
        totals.push_back({{"row", total.row},
                          {"label", total.label},
                          {"stated", total.stated},
                          {"computed", total.computed.text()}});
    }
    return {{"readable", report.readable},
            {"lines", report.lines},
            {"amount", report.amount.text()},
            {"unreadable", report.unreadable},
            {"lines_with_problems", report.lines_with_problems},
            {"repeated_tickets", report.repeated_tickets},
            {"codes", report.codes},
            {"problems", list_of(report.problems)},
            {"warnings", list_of(report.warnings)},
            {"totals", totals},
            {"headers", report.headers}};
}

}  // namespace

CommandEnd run_check(const Options& options, Console& console) {
    const std::string& path = options.files.front();
    const Profile profile = profile_in(options.profile);
    CommandEnd end;
    try {
        if (options.cells) {
            print_cells(path, profile);
            return end;
        }
        int done = 0;
        const CheckReport report =
            check_file(rows_opener(), path, profile, problems_max, [&](const ReadRow& row) {
                if (options.lines) {
                    std::cout << dumped(as_json(row)) << '\n';
                }
                if (++done % lines_per_step == 0) {
                    console.step("lines", done, 0);
                }
            });
        for (const auto& issues : {report.problems, report.warnings}) {
            for (const auto& issue : issues) {
                console.line((issue.row > 0 ? "line " + std::to_string(issue.row) + ": " : "") +
                             issue.message);
            }
        }
        end.report = as_json(report);
        end.report["peak"] = peaks();
        const bool good = report.readable && report.problems.empty() && report.warnings.empty();
        end.code = good ? ExitCode::done : ExitCode::person;
        end.summary = report.readable ? std::to_string(report.lines) + " lines, " +
                                            report.amount.text() + " " + profile.currency + "."
                                      : "The file cannot be read.";
    } catch (const UnreadableFile& error) {
        end.code = ExitCode::person;
        end.report["problems"] = list_of({error.issue()});
        end.summary = error.what();
    }
    return end;
}

}  // namespace quittance
