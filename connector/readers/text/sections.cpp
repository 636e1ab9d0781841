#include "readers/text/sections.hpp"

#include "domain/file_facts.hpp"
#include "readers/values/number_text.hpp"
#include "readers/values/whole_word.hpp"

#include <algorithm>

namespace quittance {
namespace {

/// The only filled cell of a row, "" when there are none or several.
std::string_view only_filled(const Record& record) {
    std::string_view found;
    for (const Cell& cell : record.cells) {
        if (const auto text = trimmed(cell.text); !text.empty()) {
            if (!found.empty()) {
                return {};
            }
            found = text;
        }
    }
    return found;
}

std::ptrdiff_t filled_cells(const Record& record) {
    return std::count_if(record.cells.begin(), record.cells.end(),
                         [](const Cell& cell) { return !trimmed(cell.text).empty(); });
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Whether a cell is a figure: headers have none.
bool has_figure(const Record& record) {
    return std::any_of(record.cells.begin(), record.cells.end(), [](const Cell& cell) {
        const auto text = trimmed(cell.text);
        return !text.empty() && is_digit(text.front()) && is_digit(text.back());
    });
}

}  // namespace

SectionRecords::SectionRecords(std::unique_ptr<RecordSource> records, std::string section)
    : records_(std::move(records)), section_(std::move(section)) {
    if (!begins_with_word(section_, "")) {
        throw UnreadableFile({"profile",
                              "The section '" + section_ +
                                  "' begins with a letter or digit, as values do. Name it as it "
                                  "stands in the file, with its bracket or mark.",
                              0, ""});
    }
}

bool SectionRecords::opens_any(const Record& record) const {
    const auto text = only_filled(record);
    return !text.empty() && text.front() == section_.front();
}

bool SectionRecords::next(Record& record) {
    while (records_->next(record)) {
        if (opens_any(record)) {
            inside_ = only_filled(record) == section_;
            header_due_ = inside_;
            other_due_ = !inside_;
            continue;
        }
        if (!inside_) {
            look_outside(record);
            continue;
        }
        if (!header_due_) {
            return true;
        }
        header_due_ = false;
        if (header_.empty()) {
            for (const Cell& cell : record.cells) {
                header_.emplace_back(cell.text);
            }
            return true;
        }
        check_header(record);
    }
    if (header_.empty()) {
        throw UnreadableFile({"header_missing",
                              "No line of the file opens the section '" + section_ +
                                  "'. Check the profile's section.",
                              0, ""});
    }
    return false;
}

void SectionRecords::look_outside(const Record& record) {
    if (other_due_) {
        other_due_ = false;
        other_headless_ = has_figure(record);
    }
    const auto named = std::count_if(header_.begin(), header_.end(), [](const std::string& name) {
        return !trimmed(name).empty();
    });
    if (other_headless_ && named > 0 && record.cells.size() == header_.size() &&
        filled_cells(record) * 2 >= named) {
        outside_row_ = outside_++ == 0 ? record.row : outside_row_;
    }
}

std::vector<Issue> SectionRecords::warnings() const {
    auto warnings = records_->warnings();
    if (outside_ > 0) {
        warnings.push_back(
            {"rows_outside",
             "Rows outside the section '" + section_ + "' look like its own and were not read: " +
                 std::to_string(outside_) + ", the first is row " + std::to_string(outside_row_) +
                 ". Check what stands above it: a single value ended the section.",
             outside_row_, ""});
    }
    return warnings;
}

void SectionRecords::check_header(const Record& record) {
    const bool same =
        std::equal(header_.begin(), header_.end(), record.cells.begin(), record.cells.end(),
                   [](const std::string& known, const Cell& cell) { return known == cell.text; });
    if (!same) {
        throw UnreadableFile({"header_ambiguous",
                              "Line " + std::to_string(record.row) + ": the section '" + section_ +
                                  "' comes again with other columns. Ask the supplier for one "
                                  "header.",
                              record.row, ""});
    }
}

}  // namespace quittance
