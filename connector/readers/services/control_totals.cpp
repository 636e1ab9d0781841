#include "readers/services/control_totals.hpp"

#include "domain/seen_lines.hpp"
#include "readers/values/folded.hpp"
#include "readers/values/whole_word.hpp"
#include "readers/values/word_list.hpp"
#include "support/ascii.hpp"

#include <algorithm>
#include <utility>

namespace quittance {
namespace {

constexpr std::size_t totals_max = 100'000;
constexpr std::size_t clients_max = 200'000;  // of which subtotals are kept: about 10 MB

std::string_view first_filled(const Record& record) {
    for (const auto& cell : record.cells) {
        if (const auto text = trimmed(cell.text); !text.empty()) {
            return text;
        }
    }
    return {};
}

std::uint64_t client_hash(std::string_view code) {
    return SeenLines::hash({lower_ascii(code)});
}

}  // namespace

ControlTotals::ControlTotals(const Profile& profile, NumberMarks marks)
    : marks_(std::move(marks)), sum_(0, profile.currency) {
    for (const auto& label : words_of(profile.total_label)) {
        labels_.push_back(folded(label));
    }
}

bool ControlTotals::is_total(const Record& record) const {
    if (labels_.empty()) {
        return false;
    }
    const auto text = first_filled(record);
    // Folding each row of a large file would take longer than reading it.
    const bool perhaps = !text.empty() && std::any_of(labels_.begin(), labels_.end(), [&](auto& l) {
        return static_cast<signed char>(text.front()) < 0 ||
               lower_ascii(text.substr(0, 1)).front() == l.front();
    });
    if (!perhaps) {
        return false;
    }
    const std::string lower = folded(text);
    return std::any_of(labels_.begin(), labels_.end(), [&lower](const std::string& label) {
        return begins_with_word(lower, label);
    });
}

void ControlTotals::add(const ReadRow& row) {
    if (!row.amount || labels_.empty()) {
        return;
    }
    sum_ += *row.amount;
    sum_of_client_[client_hash(row.client_code)] += row.amount->minor();
    if (sum_of_client_.size() > clients_max) {
        throw UnreadableFile({"file_broken",
                              "The file names more than 200,000 clients: their subtotals cannot "
                              "be checked. Ask the supplier for several files.",
                              row.row, ""});
    }
}

void ControlTotals::take(const Record& record, std::string_view client_cell) {
    if (totals_.size() >= totals_max) {
        throw UnreadableFile({"profile",
                              "More than 100,000 rows are totals by the profile's label. Check it.",
                              record.row, ""});
    }
    totals_.push_back(read(record, client_cell));
}

StatedTotal ControlTotals::read(const Record& record, std::string_view client_cell) const {
    StatedTotal total;
    total.row = record.row;
    total.label = first_filled(record);
    total.computed = sum_for(total.label, client_cell);
    for (const auto& cell : record.cells) {
        const bool typed = cell.kind == Cell::Kind::number;
        if (const auto reading = read_number(cell.text, typed ? NumberMarks{".", ""} : marks_);
            reading.trouble == NumberTrouble::none) {
            total.stated = reading.value.text();  // the last number of the row
        }
    }
    return total;
}

Money ControlTotals::sum_for(std::string_view label, std::string_view client_cell) const {
    const std::size_t blank = label.find_last_of(" \t");
    const auto last_word = blank == std::string_view::npos ? label : label.substr(blank + 1);
    for (const auto named : {last_word, client_cell}) {
        const auto found = sum_of_client_.find(client_hash(named));
        if (!named.empty() && found != sum_of_client_.end()) {
            return {found->second, sum_.currency()};
        }
    }
    return sum_;
}

}  // namespace quittance
