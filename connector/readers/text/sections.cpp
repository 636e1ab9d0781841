#include "readers/text/sections.hpp"

#include "domain/file_facts.hpp"
#include "readers/values/number_text.hpp"

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

}  // namespace

bool SectionRecords::opens_any(const Record& record) const {
    const auto text = only_filled(record);
    return !text.empty() && text.front() == section_.front();
}

bool SectionRecords::next(Record& record) {
    while (records_->next(record)) {
        if (opens_any(record)) {
            inside_ = only_filled(record) == section_;
            header_due_ = inside_;
            continue;
        }
        if (!inside_) {
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
