#pragma once

#include <string>
#include <string_view>

namespace quittance::workbook {

/// From which day a workbook counts.
enum class Epoch { from_1900, from_1904 };

/// What a stored date or time is read as.
enum class MomentKind {
    date,  ///< `2026-10-01` or `2026-10-01T08:30:00`
    time,  ///< `08:30:00`, also of more than a day: `36:00:00`
    none   ///< no day of the calendar
};

struct Moment {
    MomentKind kind = MomentKind::none;
    std::string text{};
};

/// The day and time that a serial number stands for: `serial` is plain (plain_number.hpp). Seconds
/// are whole: rounded to the millisecond, then cut, so that no time moves to the next day. A
/// serial below 1 is a time of day (from 1900), a negative one or 60 (29 February 1900, which
/// spreadsheets believe in) is no day. Source: ECMA-376 part 1, 18.17.4.
[[nodiscard]] Moment from_serial(std::string_view serial, Epoch epoch);

/// A length of time, in days: `1.5` is `36:00:00`.
[[nodiscard]] Moment from_duration(std::string_view days);

/// `2026-10-01`, `2026-10-01T08:30:00.250Z`, `08:30:00`, as ISO 8601 is written in workbooks; a day
/// at midnight is a day. Other zones than none and `Z` are `none`: which day it was is not known.
[[nodiscard]] Moment from_iso(std::string_view text);

/// `PT12H30M00.5S` of OpenDocument: `12:30:00`.
[[nodiscard]] Moment from_iso_duration(std::string_view text);

}  // namespace quittance::workbook
