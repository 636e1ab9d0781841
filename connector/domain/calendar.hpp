#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// A day of the calendar, in the company's time zone. Not a moment.
using Date = std::chrono::year_month_day;

/// `2026-10-31`.
[[nodiscard]] std::string text(const Date& day);
/// Nothing for anything but a real day written `YYYY-MM-DD`.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

/// A billing month.
class Period {
public:
    Period() = default;
    explicit Period(const Date& day) : month_(day.year() / day.month()) {}

    /// Nothing for anything but a real month written `YYYY-MM`.
    [[nodiscard]] static std::optional<Period> parse(std::string_view text);

    /// The month that a file's name gives, as `2026-10`, `2026_10` or `202610`, from 2000 to 2099
    /// and not inside a longer number. Nothing where it gives none, or two.
    [[nodiscard]] static std::optional<Period> in_name(std::string_view name);

    [[nodiscard]] std::string text() const;
    [[nodiscard]] Period previous() const;
    [[nodiscard]] int year() const { return static_cast<int>(month_.year()); }

    auto operator<=>(const Period&) const = default;

private:
    std::chrono::year_month month_{};
};

}  // namespace quittance
