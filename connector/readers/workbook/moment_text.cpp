#include "readers/workbook/moment_text.hpp"

#include "domain/calendar.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace quittance::workbook {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t serial_max = 2'958'465;  // 31 December 9999

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.front() == '-' || error != std::errc{} ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

struct DaysAndSeconds {
    std::int64_t days = 0;
    std::int64_t seconds = 0;
};

/// Splits a plain decimal of days.
std::optional<DaysAndSeconds> split(std::string_view plain) {
    const std::size_t point = plain.find('.');
    const auto whole = number_of(plain.substr(0, point));
    if (!whole || *whole > serial_max + 1'500) {
        return std::nullopt;
    }
    std::int64_t millionths = 0;  // of a millionth of a day: 86 nanoseconds
    std::string_view fraction = point == std::string_view::npos ? "" : plain.substr(point + 1);
    for (std::size_t at = 0; at < 12; ++at) {
        millionths = millionths * 10 + (at < fraction.size() ? fraction[at] - '0' : 0);
    }
    const std::int64_t milliseconds = (millionths / 1'000 * seconds_a_day + 500'000) / 1'000'000;
    return DaysAndSeconds{*whole + milliseconds / (seconds_a_day * 1'000),
                          milliseconds % (seconds_a_day * 1'000) / 1'000};
}

std::string time_text(std::int64_t seconds) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%02lld:%02lld:%02lld",
                  static_cast<long long>(seconds / 3'600),
                  static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
    return buffer;
}

Moment day_and_time(sys_days day, std::int64_t seconds) {
    std::string written = text(Date(day));
    if (seconds != 0) {
        written += "T" + time_text(seconds);
    }
    return {MomentKind::date, std::move(written)};
}

/// `08:30`, `08:30:00`, `08:30:00.250` as seconds.
std::optional<std::int64_t> time_of(std::string_view text) {
    if ((text.size() != 5 && text.size() < 8) || text[2] != ':') {
        return std::nullopt;
    }
    const auto hours = number_of(text.substr(0, 2)), minutes = number_of(text.substr(3, 2));
    auto seconds = std::optional<std::int64_t>(0);
    if (text.size() > 5) {
        const std::string_view fraction = text.substr(8);
        if (text[5] != ':' ||
            (!fraction.empty() &&
             (fraction.front() != '.' || fraction.size() > 19 || !number_of(fraction.substr(1))))) {
            return std::nullopt;
        }
        seconds = number_of(text.substr(6, 2));
    }
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) {
        return std::nullopt;
    }
    return *hours * 3'600 + *minutes * 60 + *seconds;
}

}  // namespace

Moment from_serial(std::string_view serial, Epoch epoch) {
    const auto moment = split(serial);
    if (!moment) {
        return {};
    }
    const auto [count, seconds] = *moment;
    if (epoch == Epoch::from_1904) {
        const sys_days day = sys_days{std::chrono::year(1904) / 1 / 1} + days(count);
        return count + 1'462 > serial_max ? Moment{} : day_and_time(day, seconds);
    }
    if (count == 0) {
        return {MomentKind::time, time_text(seconds)};
    }
    if (count == 60 || count > serial_max) {
        return {};
    }
    const int before_leap = count < 60 ? 1 : 0;
    return day_and_time(sys_days{std::chrono::year(1899) / 12 / 30} + days(count + before_leap),
                        seconds);
}

Moment from_duration(std::string_view plain_days) {
    const auto length = split(plain_days);
    if (!length) {
        return {};
    }
    return {MomentKind::time, time_text(length->days * seconds_a_day + length->seconds)};
}

Moment from_iso(std::string_view text) {
    if (text.ends_with('Z')) {
        text.remove_suffix(1);
    }
    if (const auto time = time_of(text)) {
        return {MomentKind::time, time_text(*time)};
    }
    const auto day = parse_date(text.substr(0, 10));
    if (!day) {
        return {};
    }
    if (text.size() == 10) {
        return day_and_time(sys_days(*day), 0);
    }
    const auto time = text[10] == 'T' ? time_of(text.substr(11)) : std::nullopt;
    return time ? day_and_time(sys_days(*day), *time) : Moment{};
}

Moment from_iso_duration(std::string_view text) {
    if (!text.starts_with("PT")) {
        return {};
    }
    text.remove_prefix(2);
    std::int64_t seconds = 0;
    for (const auto& [mark, unit] : {std::pair{'H', 3'600}, {'M', 60}, {'S', 1}}) {
        const std::size_t end = text.find(mark);
        if (end == std::string_view::npos) {
            continue;
        }
        const std::string_view digits = text.substr(0, end);
        const auto value =
            number_of(mark == 'S' ? digits.substr(0, digits.find_first_of(".,")) : digits);
        if (!value || *value > 1'000'000'000) {
            return {};
        }
        seconds += *value * unit;
        text.remove_prefix(end + 1);
    }
    return text.empty() ? Moment{MomentKind::time, time_text(seconds)} : Moment{};
}

}  // namespace quittance::workbook
