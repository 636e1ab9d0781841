#include "readers/propose/propose_profile.hpp"

#include "domain/file_facts.hpp"
#include "readers/content_kind.hpp"
#include "readers/open_services.hpp"
#include "readers/propose/column_traits.hpp"
#include "readers/propose/text_traits.hpp"
#include "readers/values/card_number.hpp"
#include "readers/values/folded.hpp"
#include "readers/values/number_text.hpp"
#include "readers/workbook/workbook.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t bytes_looked_at = 256 * 1024;
constexpr std::size_t rows_shown = 30;
constexpr std::size_t rows_looked_at = 5'000;
constexpr int likeness_min = 2;

std::string first_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(bytes_looked_at, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    if (bytes.empty()) {
        throw UnreadableFile({"file_empty", "The file is empty.", 0, ""});
    }
    return bytes;
}

std::vector<RawRow> rows_of(const std::string& path, const Profile& profile, std::size_t most) {
    const auto records = open_records(path, profile);
    std::vector<RawRow> rows;
    Record record;
    while (rows.size() < most && records->next(record)) {
        RawRow& row = rows.emplace_back();
        row.row = record.row;
        row.hidden = record.hidden;
        for (const Cell& cell : record.cells) {
            row.cells.emplace_back(cell.text);
        }
    }
    return rows;
}

std::vector<LookedSheet> looked_sheets(const std::string& path) {
    std::vector<LookedSheet> sheets;
    for (const auto& sheet : sheets_of(path)) {
        sheets.push_back({sheet.name, sheet.rows, sheet.hidden});
    }
    return sheets;
}

/// The texts of one column below the header, without totals rows.
std::vector<std::string> column_texts(const std::vector<RawRow>& rows, std::size_t header,
                                      const std::string& name) {
    std::vector<std::string> texts;
    const auto& names = rows[header].cells;
    const auto place = static_cast<std::size_t>(
        std::find_if(names.begin(), names.end(),
                     [&name](const std::string& cell) { return trimmed(cell) == name; }) -
        names.begin());
    for (std::size_t i = header + 1; i < rows.size(); ++i) {
        if (place < rows[i].cells.size() && !name.empty()) {
            const auto text = trimmed(rows[i].cells[place]);
            if (!text.empty()) {
                texts.emplace_back(text);
            }
        }
    }
    return texts;
}

/// Whether a name holds a month as `2026-10`, `2026_10` or `202610`.
bool names_a_month(const std::string& name) {
    static const std::regex month("(^|[^0-9])20[0-9]{2}[-_]?(0[1-9]|1[0-2])([^0-9]|$)");
    return std::regex_search(name, month);
}

/// The only filled cell of a row that could open a section, as `[SERVICES]`; "" otherwise.
std::string opening(const RawRow& row) {
    std::string found;
    for (const auto& cell : row.cells) {
        const std::string_view text = trimmed(cell);
        if (text.empty()) {
            continue;
        }
        if (!found.empty()) {
            return "";
        }
        found = text;
    }
    constexpr std::string_view marks = "[#*=<@";
    return !found.empty() && marks.find(found.front()) != std::string_view::npos ? found : "";
}

/// The section whose header has the most known names; "" when the file has no sections.
std::string services_section(const std::vector<RawRow>& rows) {
    std::string section;
    int best = likeness_min - 1;
    int sections = 0;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const std::string name = opening(rows[i]);
        sections += name.empty() ? 0 : 1;
        if (const int likeness = header_likeness(rows[i + 1]); !name.empty() && likeness > best) {
            best = likeness;
            section = name;
        }
    }
    return sections > 1 ? section : "";
}

/// Whether every one of the texts stands in braces.
bool in_braces(const std::vector<std::string>& texts) {
    return !texts.empty() && std::all_of(texts.begin(), texts.end(), [](const auto& text) {
        return text.size() > 2 && text.front() == '{' && text.back() == '}';
    });
}

class Proposer {
public:
    Proposer(FileLook& look, std::vector<RawRow> rows)
        : look_(look), profile_(look.profile), rows_(std::move(rows)) {}

    void propose(const std::string& file_name) {
        find_header();
        if (!header_) {
            return;
        }
        take_totals_out();
        profile_.columns = propose_columns(rows_[*header_], look_.doubts);
        if (in_braces(column_texts(rows_, *header_, profile_.columns.client)) ||
            in_braces(column_texts(rows_, *header_, profile_.columns.ticket))) {
            profile_.code_strip = "{}";
        }
        std::vector<std::string> numbers;
        for (const auto& name :
             {profile_.columns.quantity, profile_.columns.price, profile_.columns.amount}) {
            const auto texts = column_texts(rows_, *header_, name);
            numbers.insert(numbers.end(), texts.begin(), texts.end());
        }
        const bool is_text = look_.format == "csv" || look_.format == "sections";
        if (is_text) {
            propose_marks(numbers, profile_, look_.doubts);
        }
        if (!profile_.columns.date.empty()) {
            if (is_text) {
                propose_dates(column_texts(rows_, *header_, profile_.columns.date), profile_,
                              look_.doubts);
            }
        }
        propose_month(file_name);
        propose_tickets();
    }

private:
    void find_header() {
        int best = likeness_min - 1;
        for (std::size_t i = 0; i < std::min<std::size_t>(rows_.size(), 60); ++i) {
            if (const int likeness = header_likeness(rows_[i]); likeness > best) {
                best = likeness;
                header_ = i;
            }
        }
        if (header_) {
            profile_.header_row = rows_[*header_].row;
            return;
        }
        look_.doubts.push_back({"uncertain",
                                "No row looks like a header: say on which line it is, or give the "
                                "columns by their numbers.",
                                0, ""});
    }

    /// Rows that begin with a total's label are no services, and tell the label.
    void take_totals_out() {
        std::set<std::string> labels;
        const auto is_total = [&labels](const RawRow& row) {
            for (const auto& cell : row.cells) {
                const std::string text = folded(trimmed(cell));
                if (text.empty()) {
                    continue;
                }
                for (const char* const label : {"sous-total", "sous total", "subtotal", "total"}) {
                    if (text.starts_with(label)) {
                        labels.insert(label);
                        return true;
                    }
                }
                return false;
            }
            return false;
        };
        const auto begin = rows_.begin() + static_cast<std::ptrdiff_t>(*header_) + 1;
        rows_.erase(std::remove_if(begin, rows_.end(), is_total), rows_.end());
        for (const auto& label : labels) {
            profile_.total_label += (profile_.total_label.empty() ? "" : "|") + label;
        }
    }

    void propose_month(const std::string& file_name) {
        if (!profile_.columns.date.empty()) {
            profile_.period_rule = "date";
            return;
        }
        const bool named = names_a_month(file_name);
        profile_.period_rule = named ? "filename" : "previous";
        look_.doubts.push_back({"uncertain",
                                named ? "There is no date column: the month is taken from the "
                                        "file's name, as 2026-10."
                                      : "There is no date column: the month before the day of "
                                        "sending is taken.",
                                0, ""});
    }

    void propose_tickets() {
        const auto tickets = column_texts(rows_, *header_, profile_.columns.ticket);
        if (tickets.empty()) {
            return;
        }
        const std::set<std::string> different(tickets.begin(), tickets.end());
        profile_.ticket_names = different.size() == tickets.size() ? "line" : "document";
        if (profile_.ticket_names == "document") {
            look_.doubts.push_back({"uncertain",
                                    "Tickets come more than once: they are taken for documents of "
                                    "several services.",
                                    0, profile_.columns.ticket});
        }
    }

    FileLook& look_;
    Profile& profile_;
    std::vector<RawRow> rows_;
    std::optional<std::size_t> header_;
};

void first_rows(FileLook& look, const std::vector<RawRow>& rows) {
    look.rows.assign(rows.begin(),
                     rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), rows_shown)));
    for (RawRow& row : look.rows) {
        std::transform(row.cells.begin(), row.cells.end(), row.cells.begin(), with_masked_cards);
    }
}

}  // namespace

FileLook propose_profile(const std::string& path, const std::string& file_name) {
    const std::string bytes = first_bytes(path);
    FileLook look;
    look.proposed = true;
    switch (content_kind(bytes)) {
        case ContentKind::zip:
        case ContentKind::compound:
            look.format = look.profile.format = "spreadsheet";
            look.sheets = looked_sheets(path);
            break;
        case ContentKind::json:
            look.format = look.profile.format = "json";
            look.profile.decimal_mark = ".";
            break;
        case ContentKind::text:
            look.format = look.profile.format = "csv";
            propose_charset(bytes, look.profile, look.doubts);
            propose_delimiter(bytes, look.profile, look.doubts);
            break;
    }
    auto rows = rows_of(path, look.profile, rows_looked_at);
    first_rows(look, rows);
    if (look.format == "csv") {
        look.profile.section = services_section(rows);
        if (!look.profile.section.empty()) {
            look.format = look.profile.format = "sections";
            rows = rows_of(path, look.profile, rows_looked_at);
        }
    }
    Proposer(look, std::move(rows)).propose(file_name);
    return look;
}

FileLook look_at(const std::string& path, const Profile& profile) {
    FileLook look;
    look.profile = profile;
    switch (content_kind(first_bytes(path))) {
        case ContentKind::zip:
        case ContentKind::compound:
            look.format = "spreadsheet";
            look.sheets = looked_sheets(path);
            break;
        case ContentKind::json:
            look.format = "json";
            break;
        case ContentKind::text:
            look.format = profile.format;
            break;
    }
    first_rows(look, rows_of(path, profile, rows_shown));
    return look;
}

}  // namespace quittance
