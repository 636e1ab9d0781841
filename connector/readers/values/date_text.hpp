#pragma once

#include "domain/calendar.hpp"

#include <optional>
#include <string_view>

namespace quittance {

/// Reads a day in a declared format: `DD` or `D`, `MM` or `M` (one or two digits each), `MMM` (a
/// month's French or English name, whole or cut to three letters or more, with or without a
/// point), `YYYY`, `YY` (20YY) and separators as written, as `DD/MM/YYYY`. `serial` is a
/// spreadsheet's day number (46296 = 2026-10-01), `serial-1904` that of old Macintosh ones.
/// `h`, `m`, `s` and `AM` take a time of day, which decides nothing: `M/D/YYYY h:mm:ss AM`.
/// Nothing when the text is not a real day in exactly that form. The format decides; no order
/// is ever guessed.
[[nodiscard]] std::optional<Date> read_date(std::string_view text, std::string_view format);

}  // namespace quittance
