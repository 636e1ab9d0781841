#include "flow/preview.hpp"

#include "flow/check.hpp"
#include "flow/directory_lookup.hpp"
#include "flow/import_plan.hpp"
#include "ports/reader_killed.hpp"
#include "support/cut_text.hpp"

#include <utility>

namespace quittance {
namespace {

constexpr std::size_t lines_shown = 50;
constexpr std::size_t problems_shown = 200;
constexpr std::size_t cell_bytes_shown = 300;
constexpr std::size_t row_bytes_shown = 20'000;

/// A long text is cut for the screen, with a mark that says so.
void cut_for_screen(std::string& text) {
    if (text.size() > cell_bytes_shown) {
        text = std::string(cut_at(text, cell_bytes_shown)) + "…";
    }
}

void cut_for_screen(std::vector<std::string>& cells) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        cut_for_screen(cells[i]);
        bytes += cells[i].size() + 4;  // as JSON
        if (bytes > row_bytes_shown) {
            cells.resize(i);
            cells.emplace_back("…");
        }
    }
}

void cut_for_screen(PreviewAnswer& answer) {
    cut_for_screen(answer.headers);
    for (RawRow& row : answer.look.rows) {
        cut_for_screen(row.cells);
    }
    for (PreviewLine& line : answer.lines) {
        for (const auto text :
             {&ReadRow::client_code, &ReadRow::service, &ReadRow::ticket, &ReadRow::comment}) {
            cut_for_screen(line.row.*text);
        }
    }
}

/// A proposal without the columns that every line needs cannot be read with yet.
bool can_be_read(const FileLook& look) {
    const ProfileColumns& columns = look.profile.columns;
    return !look.proposed || (!columns.client.empty() && !columns.service.empty());
}

/// The lines of a sample with all that the import would say of them.
class SampleLines {
public:
    SampleLines(const Profile& profile, const Directory& directory, std::string period)
        : profile_(profile), lookup_(directory), period_(std::move(period)) {}

    void take(const ReadRow& row) {
        for (const Issue& problem : row.problems) {
            note(problem);
        }
        const Match client = lookup_.client(row.client_code);
        const Match service = lookup_.service(row.service);
        check(client, "unknown_client", profile_.columns.client,
              row.client_code.empty() ? "The row names no client."
                                      : "No client has the code '" + row.client_code + "'.",
              row);
        check(service, "unknown_service", profile_.columns.service,
              row.service.empty() ? "The row names no service."
                                  : "No service is known as '" + row.service + "'.",
              row);
        if (lines_.size() < lines_shown) {
            lines_.push_back({row, period_of(row), client.id, service.id});
        }
    }

    /// The lines that are shown, and behind what was said of the whole file their problems.
    void move_to(PreviewAnswer& answer) {
        answer.lines = std::move(lines_);
        answer.problems.insert(answer.problems.end(), problems_.begin(), problems_.end());
        answer.problems_total += problems_total_;
    }

private:
    void check(const Match& match, const char* code, const std::string& column, std::string message,
               const ReadRow& row) {
        const bool explained = is_explained(row, column);
        if (match.id != 0 || explained) {
            return;
        }
        message += match.suggestion.empty() ? "" : " Nearest: " + match.suggestion + ".";
        note({code, std::move(message), row.row, column});
    }

    void note(Issue issue) {
        ++problems_total_;
        if (problems_.size() < problems_shown) {
            problems_.push_back(std::move(issue));
        }
    }

    [[nodiscard]] std::string period_of(const ReadRow& row) const {
        const bool by_date = profile_.period_rule == "date" && row.date;
        return by_date ? Period(*row.date).text() : period_;
    }

    const Profile& profile_;
    DirectoryLookup lookup_;
    std::string period_;
    std::vector<PreviewLine> lines_;
    std::vector<Issue> problems_;
    int problems_total_ = 0;
};

/// The month of all lines, "" where their dates decide or nobody says it: that is a problem then.
std::string sample_period(const PreviewRequest& request, const Date& today, PreviewAnswer& answer) {
    try {
        return file_period(answer.look.profile, request.name, request.period, today);
    } catch (const UnreadableFile& error) {
        answer.problems.push_back(error.issue());
        ++answer.problems_total;
        return "";
    }
}

void read_lines(const RowsOpener& open, const Directory& directory, const PreviewRequest& request,
                const Date& today, PreviewAnswer& answer) {
    SampleLines lines(answer.look.profile, directory, sample_period(request, today, answer));
    const CheckReport report = check_file(open, request.path, answer.look.profile, 1,
                                          [&](const ReadRow& row) { lines.take(row); });
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
    answer.problems_total += static_cast<int>(report.warnings.size());
    answer.problems.insert(answer.problems.end(), report.warnings.begin(), report.warnings.end());
    lines.move_to(answer);
}

}  // namespace

PreviewAnswer preview_file(const FileLooker& look, const RowsOpener& open,
                           const Directory& directory, const PreviewRequest& request,
                           const Date& today) {
    PreviewAnswer answer;
    try {
        answer.look = look(request.path, request.name, request.profile);
        answer.headers = answer.look.columns;
        answer.problems = answer.look.doubts;
        answer.doubts_total = static_cast<int>(answer.look.doubts.size());
        if (can_be_read(answer.look)) {
            read_lines(open, directory, request, today, answer);
        }
    } catch (const UnreadableFile& error) {
        answer.error = error.issue();
        answer.look.profile = request.profile.value_or(Profile());
    } catch (const ReaderKilled&) {
        answer.error = Issue{"reader_killed",
                             "The process that read the file was ended from outside: the "
                             "connector's machine may be short of memory. Try again.",
                             0, ""};
        answer.look.profile = request.profile.value_or(Profile());
    }
    if (answer.problems.size() > problems_shown) {
        answer.problems.resize(problems_shown);
    }
    cut_for_screen(answer);
    return answer;
}

}  // namespace quittance
