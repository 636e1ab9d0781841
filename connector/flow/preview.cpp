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

void read_lines(const RowsOpener& open, const Directory& directory, const std::string& path,
                PreviewAnswer& answer) {
    const DirectoryLookup lookup(directory);
    const CheckReport report =
        check_file(open, path, answer.look.profile, problems_shown, [&](const ReadRow& row) {
            if (answer.lines.size() < lines_shown) {
                answer.lines.push_back({row, lookup.client(row.client_code).id != 0,
                                        lookup.service(row.service).id != 0});
            }
        });
    if (!report.readable) {
        answer.error = report.problems.front();
        return;
    }
    answer.headers = report.headers;
    answer.lines_total = report.lines;
    answer.amount = report.amount;
    answer.unreadable = report.unreadable;
    answer.problems_total = report.lines_with_problems + static_cast<int>(report.warnings.size());
    answer.problems.insert(answer.problems.end(), report.problems.begin(), report.problems.end());
    answer.problems.insert(answer.problems.end(), report.warnings.begin(), report.warnings.end());
}

}  // namespace

PreviewAnswer preview_file(const FileLooker& look, const RowsOpener& open,
                           const Directory& directory, const PreviewRequest& request) {
    PreviewAnswer answer;
    try {
        answer.look = look(request.path, request.name, request.profile);
        answer.problems = answer.look.doubts;
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
