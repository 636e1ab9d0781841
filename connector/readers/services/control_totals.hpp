#pragma once

#include "domain/file_facts.hpp"
#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "readers/record.hpp"
#include "readers/values/number_text.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quittance {

/// The totals rows of a file: told apart from services, and held against the rows above them.
class ControlTotals {
public:
    /// `total_label` may name several labels, separated by `|`.
    ControlTotals(const Profile& profile, NumberMarks marks);

    /// The profile has labels of totals rows.
    [[nodiscard]] bool is_expected() const { return !labels_.empty(); }

    /// Whether the first filled cell begins with one of the labels as a whole word, in upper or
    /// lower case.
    [[nodiscard]] bool is_total(const Record& record) const;

    /// Counts a service in. @throws UnreadableFile: more clients than any supplier has.
    void add(const ReadRow& row);

    /// Keeps a totals row. One that names a client of the rows above, in its label's last word or
    /// in the client's column, is that client's subtotal; any other is of all rows above.
    void take(const Record& record, std::string_view client_cell);

    /// What such a row states, and what the rows above it come to. @see take
    [[nodiscard]] StatedTotal read(const Record& record, std::string_view client_cell) const;

    [[nodiscard]] const std::vector<StatedTotal>& taken() const { return totals_; }

private:
    [[nodiscard]] Money sum_for(std::string_view label, std::string_view client_cell) const;

    NumberMarks marks_;
    std::vector<std::string> labels_;  // folded
    Money sum_;
    std::unordered_map<std::uint64_t, std::int64_t>
        sum_of_client_;  // minor units, by the code's hash
    std::vector<StatedTotal> totals_;
};

}  // namespace quittance
