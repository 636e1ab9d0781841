#include "flow/preview.hpp"

#include "flow/check.hpp"
#include "flow/directory_lookup.hpp"

namespace quittance {
namespace {

constexpr std::size_t lines_shown = 50;
constexpr std::size_t problems_shown = 200;

/// A proposal without the columns that every line needs cannot be read with yet.
bool can_be_read(const FileLook& look) {
    const ProfileColumns& columns = look.profile.columns;
    return !look.proposed || (!columns.client.empty() && !columns.service.empty());
}

/// What the import will ask about this line: whom or what it means.
void check_codes(const DirectoryLookup& lookup, const Profile& profile, const ReadRow& row,
                 PreviewAnswer& answer) {
    const auto note = [&](const char* code, const std::string& column, std::string message,
                          const std::string& nearest) {
        ++answer.problems_total;
        if (answer.problems.size() < problems_shown) {
            message += nearest.empty() ? "" : " Nearest: " + nearest + ".";
            answer.problems.push_back({code, std::move(message), row.row, column});
        }
    };
    const Match client = lookup.client(row.client_code);
    const Match service = lookup.service(row.service);
    if (client.id == 0) {
        note("unknown_client", profile.columns.client,
             row.client_code.empty() ? "The row names no client."
                                     : "No client has the code '" + row.client_code + "'.",
             client.suggestion);
    }
    if (service.id == 0) {
        note("unknown_service", profile.columns.service,
             row.service.empty() ? "The row names no service."
                                 : "No service is known as '" + row.service + "'.",
             service.suggestion);
    }
    if (answer.lines.size() < lines_shown) {
        answer.lines.push_back({row, client.id != 0, service.id != 0});
    }
}

void read_lines(const RowsOpener& open, const Directory& directory, const std::string& path,
                PreviewAnswer& answer) {
    const DirectoryLookup lookup(directory);
    const CheckReport report = check_file(
        open, path, answer.look.profile, problems_shown,
        [&](const ReadRow& row) { check_codes(lookup, answer.look.profile, row, answer); });
    if (!report.readable) {
        answer.error = report.problems.front();
        return;
    }
    if (answer.headers.empty()) {
        answer.headers = report.headers;
    }
    answer.lines_total = report.lines;
    answer.amount = report.amount;
    answer.unreadable = report.unreadable;
    answer.problems_total += report.lines_with_problems + static_cast<int>(report.warnings.size());
    answer.problems.insert(answer.problems.end(), report.problems.begin(), report.problems.end());
    answer.problems.insert(answer.problems.end(), report.warnings.begin(), report.warnings.end());
}

}  // namespace

PreviewAnswer preview_file(const FileLooker& look, const RowsOpener& open,
                           const Directory& directory, const PreviewRequest& request) {
    PreviewAnswer answer;
    try {
        answer.look = look(request.path, request.name, request.profile);
        answer.headers = answer.look.columns;
        answer.problems = answer.look.doubts;
        answer.doubts_total = static_cast<int>(answer.look.doubts.size());
        if (can_be_read(answer.look)) {
            read_lines(open, directory, request.path, answer);
        }
    } catch (const UnreadableFile& error) {
        answer.error = error.issue();
        answer.look.profile = request.profile.value_or(Profile());
    }
    if (answer.problems.size() > problems_shown) {
        answer.problems.resize(problems_shown);
    }
    return answer;
}

}  // namespace quittance
