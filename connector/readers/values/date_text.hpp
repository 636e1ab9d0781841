#pragma once

#include "domain/calendar.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// Reads a day in a declared format: `DD` or `D`, `MM` or `M` (one or two digits each), `MMM` (a
/// month's French or English name, whole or cut to three letters or more, with or without a
/// point, which may be the separator as well: `15.févr.2026` as `D.MMM.YYYY`), `YYYY`, `YY` (20YY)
/// and separators as written, as `DD/MM/YYYY`. `serial` is a spreadsheet's day number (46296 =
/// 2026-10-01), `serial-1904` that of old Macintosh ones.
/// `h`, `m`, `s` and `AM` take a time of day, which decides nothing: `M/D/YYYY h:mm:ss AM`.
/// Nothing when the text is not a real day in exactly that form. The format decides; no order
/// is ever guessed.
[[nodiscard]] std::optional<Date> read_date(std::string_view text, std::string_view format);

/// A declared format that many days are read in: a day written with all its digits (`05/10/2026`
/// for `DD/MM/YYYY`) is read in one go, every other as by `read_date`.
class DateForm {
public:
    explicit DateForm(std::string format);
    [[nodiscard]] std::optional<Date> read(std::string_view text) const;

private:
    [[nodiscard]] std::optional<Date> read_plain(std::string_view text) const;

    std::string format_;
    bool plain_;  // a day and a month of two digits, a year of four, two marks, in any order
    std::size_t day_;
    std::size_t month_;
    std::size_t year_;
    std::array<std::size_t, 2> marks_{};
};

}  // namespace quittance
