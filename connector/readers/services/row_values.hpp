#pragma once

#include "domain/profile.hpp"
#include "domain/service_line.hpp"
#include "readers/record.hpp"
#include "readers/values/date_text.hpp"
#include "readers/values/number_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quittance {

/// Reads single cells by a profile's marks. What cannot be read becomes the row's problem, its
/// first one alone.
class RowValues {
public:
    explicit RowValues(const Profile& profile);
    /// Numbers that are ambiguous by the profile's marks are read by these.
    RowValues(const Profile& profile, NumberMarks otherwise);

    /// `column` is its name, for the problem.
    [[nodiscard]] std::optional<Decimal> number(const Cell& cell, const std::string& column,
                                                ReadRow& row) const;
    /// An amount of the profile's currency.
    [[nodiscard]] std::optional<Money> amount(const Cell& cell, const std::string& column,
                                              ReadRow& row) const;
    [[nodiscard]] std::optional<Date> date(const Cell& cell, const std::string& column,
                                           ReadRow& row) const;
    /// A code or label, the profile's marks around it taken off; cut where it is longer than any.
    [[nodiscard]] std::string_view code(const Cell& cell, const std::string& column,
                                        ReadRow& row) const;

    /// A rate as a decimal text, without its sign of percent; what is no number is a tax's code.
    [[nodiscard]] std::string tax(Cell cell, const std::string& column, ReadRow& row) const;

    void note_currency(ReadRow& row, std::string_view currency, const std::string& column) const;
    static void note(ReadRow& row, const char* code, std::string message,
                     const std::string& column);

private:
    static bool has_value(const Cell& cell, const std::string& column, ReadRow& row) {
        const bool known = cell.kind < Cell::Kind::error;
        if (!known) {
            note_no_value(cell, column, row);
        }
        return known;
    }
    static void note_no_value(const Cell& cell, const std::string& column, ReadRow& row);

    const Profile& profile_;
    bool has_cents_;
    NumberMarks marks_;
    std::optional<NumberMarks> otherwise_;
    DateForm date_form_;
    std::vector<std::string> strip_;  // the characters around codes
};

}  // namespace quittance
