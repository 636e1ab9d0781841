#include "readers/control_totals.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <utility>

namespace quittance {
namespace {

std::string_view first_filled(const CsvRecord& record) {
    for (const auto& field : record.fields) {
        if (const auto text = trimmed(field); !text.empty()) {
            return text;
        }
    }
    return {};
}

}  // namespace

ControlTotals::ControlTotals(const Profile& profile, NumberMarks marks)
    : marks_(std::move(marks)), sum_(0, profile.currency) {
    std::string_view rest = profile.total_label;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        if (const auto label = trimmed(rest.substr(0, end)); !label.empty()) {
            labels_.push_back(lower_ascii(label));
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

bool ControlTotals::is_total(const CsvRecord& record) const {
    const std::string text = lower_ascii(first_filled(record));
    return std::any_of(labels_.begin(), labels_.end(),
                       [&text](const std::string& label) { return text.starts_with(label); });
}

void ControlTotals::add(const ReadRow& row) {
    if (row.amount) {
        sum_ += *row.amount;
        sum_of_client_[lower_ascii(row.client_code)] += *row.amount;
    }
}

void ControlTotals::take(const CsvRecord& record, std::string_view client_cell) {
    StatedTotal total;
    total.row = record.line;
    total.label = first_filled(record);
    total.computed = sum_for(total.label, client_cell);
    for (const auto& field : record.fields) {
        if (const auto reading = read_number(field, marks_);
            reading.trouble == NumberTrouble::none) {
            total.stated = reading.value.text();  // the last number of the row
        }
    }
    totals_.push_back(std::move(total));
}

const Money& ControlTotals::sum_for(std::string_view label, std::string_view client_cell) const {
    const std::size_t blank = label.find_last_of(" \t");
    const auto last_word = blank == std::string_view::npos ? label : label.substr(blank + 1);
    for (const auto named : {last_word, client_cell}) {
        const auto found = sum_of_client_.find(lower_ascii(named));
        if (!named.empty() && found != sum_of_client_.end()) {
            return found->second;
        }
    }
    return sum_;
}

}  // namespace quittance
