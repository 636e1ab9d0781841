#include "readers/propose/propose_profile.hpp"

#include "readers/content_kind.hpp"
#include "readers/propose/column_traits.hpp"
#include "readers/propose/doubt.hpp"
#include "readers/propose/file_start.hpp"
#include "readers/propose/fixed_traits.hpp"
#include "readers/propose/json_traits.hpp"
#include "readers/propose/proposer.hpp"
#include "readers/propose/text_traits.hpp"
#include "readers/values/card_number.hpp"

#include <algorithm>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t rows_looked_at = 5'000;
constexpr int likeness_min = 2;

/// The only filled cell of a row that could open a section, as `[SERVICES]`; "" otherwise.
std::string opening(const SampleRow& row) {
    std::string found;
    for (const auto& cell : row.cells) {
        if (cell.text.empty()) {
            continue;
        }
        if (!found.empty()) {
            return "";
        }
        found = cell.text;
    }
    constexpr std::string_view marks = "[#*=<@";
    return !found.empty() && marks.find(found.front()) != std::string_view::npos ? found : "";
}

/// The section whose header has the most known names; "" when the file has no sections.
std::string services_section(const Sample& sample) {
    std::string section;
    int best = likeness_min - 1;
    int sections = 0;
    for (std::size_t i = 0; i + 1 < sample.rows.size(); ++i) {
        const std::string name = opening(sample.rows[i]);
        sections += name.empty() ? 0 : 1;
        std::vector<std::string> below;
        for (const auto& cell : sample.rows[i + 1].cells) {
            below.push_back(cell.text);
        }
        if (const int likeness = header_likeness(below); !name.empty() && likeness > best) {
            best = likeness;
            section = name;
        }
    }
    return sections > 1 ? section : "";
}

class Looker {
public:
    Looker(const std::string& path, std::string name)
        : path_(path), name_(std::move(name)), bytes_(first_bytes(path)) {}

    FileLook propose() {
        look_.proposed = true;
        switch (content_kind(bytes_)) {
            case ContentKind::zip:
            case ContentKind::compound:
                propose_workbook();
                break;
            case ContentKind::json:
                propose_json();
                break;
            case ContentKind::text:
                propose_text();
                break;
        }
        for (Issue& doubt : look_.doubts) {
            doubt.message = with_masked_cards(doubt.message);
        }
        return std::move(look_);
    }

private:
    void is(const char* format) { look_.format = look_.profile.format = format; }

    /// Shows the rows and proposes what they say.
    void finish(Sample sample) {
        look_.rows = sample.shown(rows_shown);
        Proposer(look_, std::move(sample)).propose(name_);
    }

    void propose_workbook() {
        is("spreadsheet");
        look_.sheets = looked_sheets(path_);
        std::vector<std::string> filled;
        for (const auto& sheet : look_.sheets) {
            if (!sheet.hidden && sheet.rows > 0) {
                filled.push_back(sheet.name);
            }
        }
        if (filled.size() > 1) {
            choose_sheet(filled);
        }
        Sample sample = sample_with(path_, look_.profile, rows_looked_at);
        find_header(sample);
        finish(std::move(sample));
    }

    /// The one whose header has the most known names, the first of equals. Which one it is
    /// remains a person's to say.
    void choose_sheet(const std::vector<std::string>& filled) {
        int best = -1;
        for (const auto& name : filled) {
            Profile profile = look_.profile;
            profile.sheet = name;
            Sample sample = sample_with(path_, profile, rows_shown);
            find_header(sample);
            if (const int likeness = likeness_of(sample); likeness > best) {
                best = likeness;
                look_.profile.sheet = name;
            }
        }
        doubt(look_.doubts, "Several sheets hold values: '" + look_.profile.sheet +
                                "' is shown. Choose the sheet that is to be read.");
    }

    void propose_json() {
        is("json");
        look_.profile.decimal_mark = ".";
        propose_charset(bytes_, look_.profile, look_.doubts);
        choose_list(json_lists(decoded_start()));
        Sample sample = sample_with(path_, look_.profile, rows_looked_at);
        find_header(sample);
        finish(std::move(sample));
        if (!look_.rows.empty()) {
            look_.columns = look_.rows.front().cells;
        }
    }

    void choose_list(const std::vector<JsonList>& lists) {
        const auto better = [](const JsonList& a, const JsonList& b) {
            return header_likeness(a.names) < header_likeness(b.names);
        };
        const auto best = std::max_element(lists.begin(), lists.end(), better);
        if (best == lists.end()) {
            return;  // reading it says what is wrong
        }
        look_.profile.records_path = best->pointer;
        if (lists.size() > 1) {
            doubt(look_.doubts, "The file has several lists: the records are taken from '" +
                                    best->pointer + "'. Check the path of the records.");
        }
        if (!best->inner.empty()) {
            doubt(look_.doubts, "Each record holds a list of its own, '" + best->inner +
                                    "': such lists are not read. Ask the supplier for one record "
                                    "for each service.");
        }
    }

    void propose_text() {
        is("csv");
        propose_charset(bytes_, look_.profile, look_.doubts);
        const std::string lines = decoded_start();
        std::vector<Issue> doubts;
        const int columns = propose_delimiter(lines, look_.profile, doubts);
        Sample sample = sample_with(path_, look_.profile, rows_looked_at);
        find_header(sample);
        if (propose_fixed(lines, sample, columns)) {
            return;
        }
        look_.doubts.insert(look_.doubts.end(), doubts.begin(), doubts.end());
        look_.rows = sample.shown(rows_shown);
        look_.profile.section = services_section(sample);
        if (!look_.profile.section.empty()) {
            is("sections");
            sample = sample_with(path_, look_.profile, rows_looked_at);
            find_header(sample);
        }
        Proposer(look_, std::move(sample)).propose(name_);
    }

    /// A text of which no delimiter makes a list, but the blanks between its columns do.
    bool propose_fixed(const std::string& lines, const Sample& delimited, int columns) {
        if (likeness_of(delimited) >= likeness_min) {
            return false;
        }
        const FixedShape shape = fixed_shape(lines);
        const bool undivided = columns <= 2;  // a decimal comma makes two of each line
        if (shape.positions.empty() || (shape.header_line == 0 && !undivided)) {
            return false;
        }
        is("fixed");
        look_.profile.header_row = shape.last_title;
        Sample sample = cut_sample(lines, shape.positions, rows_looked_at);
        take_rule_out(sample, shape);
        if (shape.header_line > 0) {
            sample.header = static_cast<std::size_t>(shape.header_line) - 1;
        }
        doubt_positions(sample, shape);
        finish(sample);
        name_columns(sample, shape);
        return true;
    }

    /// The line of dashes below a header.
    static void take_rule_out(Sample& sample, const FixedShape& shape) {
        if (shape.last_title > shape.header_line) {
            sample.rows.erase(sample.rows.begin() + shape.header_line);
        }
    }

    void doubt_positions(const Sample& sample, const FixedShape& shape) {
        std::string said;
        const auto names = sample.names();
        for (std::size_t i = 0; i < shape.positions.size(); ++i) {
            look_.columns.push_back(name_of(shape.positions[i]));
            said += (i == 0 ? "" : ", ") + look_.columns.back();
            said += i < names.size() ? " '" + names[i] + "'" : "";
        }
        doubt(look_.doubts, "The columns are told from the blanks between them: " + said +
                                ". Check that the longest values fit.");
    }

    /// In a file of fixed width a column is called by its positions.
    void name_columns(const Sample& sample, const FixedShape& shape) {
        const auto names = sample.names();
        for (const auto& one : profile_columns) {
            std::string& column = look_.profile.columns.*one.field;
            const auto found = std::find(names.begin(), names.end(), column);
            if (!column.empty() && found != names.end()) {
                column = name_of(shape.positions[static_cast<std::size_t>(found - names.begin())]);
            }
        }
    }

    [[nodiscard]] std::string decoded_start() const {
        return first_text(bytes_, look_.profile.charset);
    }

    const std::string& path_;
    std::string name_;
    std::string bytes_;
    FileLook look_;
};

}  // namespace

FileLook propose_profile(const std::string& path, const std::string& file_name) {
    return Looker(path, file_name).propose();
}

}  // namespace quittance
