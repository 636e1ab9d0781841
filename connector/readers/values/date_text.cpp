#include "readers/values/date_text.hpp"

#include "readers/values/number_text.hpp"
#include "support/ascii.hpp"

#include <array>
#include <string>

namespace quittance {
namespace {

using namespace std::string_view_literals;

constexpr std::array french = {"janvier"sv,   "fevrier"sv, "mars"sv,     "avril"sv,
                               "mai"sv,       "juin"sv,    "juillet"sv,  "aout"sv,
                               "septembre"sv, "octobre"sv, "novembre"sv, "decembre"sv};
constexpr std::array english = {"january"sv,   "february"sv, "march"sv,    "april"sv,
                                "may"sv,       "june"sv,     "july"sv,     "august"sv,
                                "september"sv, "october"sv,  "november"sv, "december"sv};

constexpr std::size_t plain_length = "DD/MM/YYYY"sv.size();

/// Up to `most` digits from the front of `text`; nothing with fewer than `least`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    unsigned value = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + static_cast<unsigned>(text[count] - '0');
        ++count;
    }
    if (count < least) {
        return std::nullopt;
    }
    text.remove_prefix(count);
    return value;
}

/// A letter of a month's name at the front of `text`, without case and accent; 0: none.
char take_letter(std::string_view& text) {
    constexpr std::array<std::pair<std::string_view, char>, 4> accented = {
        {{"é", 'e'}, {"É", 'e'}, {"û", 'u'}, {"Û", 'u'}}};
    for (const auto& [letter, plain] : accented) {
        if (text.starts_with(letter)) {
            text.remove_prefix(letter.size());
            return plain;
        }
    }
    const std::string lower = lower_ascii(text.substr(0, 1));
    if (lower.empty() || lower[0] < 'a' || lower[0] > 'z') {
        return 0;
    }
    text.remove_prefix(1);
    return lower[0];
}

/// The month that the name at the front of `text` means: `oct.`, `octobre`, `October`. At least
/// three letters, and never one of two (`jui`). Where the format goes on with a point, a single one
/// is that (`15.févr.2026`), and of two the first is the name's.
std::optional<unsigned> take_month(std::string_view& text, bool point_follows) {
    std::string name;
    for (char letter = take_letter(text); letter != 0; letter = take_letter(text)) {
        name.push_back(letter);
    }
    if (name.size() < 3) {
        return std::nullopt;
    }
    if (text.starts_with(point_follows ? ".." : ".")) {
        text.remove_prefix(1);
    }
    std::optional<unsigned> found;
    for (unsigned month = 0; month < 12; ++month) {
        if (french.at(month).starts_with(name) || english.at(month).starts_with(name)) {
            if (found) {
                return std::nullopt;
            }
            found = month + 1;
        }
    }
    return found;
}

std::size_t run_length(std::string_view format) {
    const std::size_t end = format.find_first_not_of(format.front());
    return end == std::string_view::npos ? format.size() : end;
}

bool is_real(const Date& date) {
    return date.ok() && static_cast<int>(date.year()) > 1999;
}

/// Takes one part of a time of day from the front: hours, minutes and seconds decide nothing, but
/// must be real ones.
bool take_time(std::string_view& text, char letter) {
    const auto value = take_digits(text, 1, 2);
    return value && *value < (letter == 'h' || letter == 'H' ? 24U : 60U);
}

bool take_half_of_day(std::string_view& text) {
    for (const auto half : {"AM"sv, "PM"sv, "am"sv, "pm"sv}) {
        if (text.starts_with(half)) {
            text.remove_prefix(half.size());
            return true;
        }
    }
    return false;
}

/// A spreadsheet's day number: days since `zero`.
std::optional<Date> serial_day(std::string_view text, const Date& zero) {
    const auto count = take_digits(text, 5, 5);
    if (!count || !text.empty()) {
        return std::nullopt;
    }
    const Date date{std::chrono::sys_days(zero) + std::chrono::days(*count)};
    return is_real(date) ? std::optional(date) : std::nullopt;
}

}  // namespace

std::optional<Date> read_date(std::string_view text, std::string_view format) {
    using namespace std::chrono;
    text = trimmed(text);
    if (format == "serial") {
        return serial_day(text, December / 30 / 1899);  // it counts a 29 February 1900
    }
    if (format == "serial-1904") {
        return serial_day(text, January / 1 / 1904);
    }
    unsigned day = 0;
    unsigned month = 0;
    unsigned year = 0;
    while (!format.empty()) {
        const std::size_t run = run_length(format);
        const char letter = format.front();
        std::optional<unsigned> value;
        if (format.starts_with("AM")) {
            if (!take_half_of_day(text)) {
                return std::nullopt;
            }
            format.remove_prefix(2);
            continue;
        }
        if (letter == 'h' || letter == 'H' || letter == 'm' || letter == 's') {
            if (!take_time(text, letter)) {
                return std::nullopt;
            }
            value = 0;
        } else if (letter == 'M' && run == 3) {
            value = take_month(text, format.substr(run).starts_with('.'));
            month = value.value_or(0);
        } else if (letter == 'D' || letter == 'M') {
            value = run <= 2 ? take_digits(text, 1, 2) : std::nullopt;
            (letter == 'D' ? day : month) = value.value_or(0);
        } else if (letter == 'Y') {
            value = run == 2 || run == 4 ? take_digits(text, run, run) : std::nullopt;
            year = run == 2 ? 2000 + value.value_or(0) : value.value_or(0);
        } else if (text.starts_with(format.substr(0, run))) {
            text.remove_prefix(run);
            value = 0;
        }
        if (!value) {
            return std::nullopt;
        }
        format.remove_prefix(run);
    }
    const Date date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                    std::chrono::day(day)};
    return text.empty() && is_real(date) ? std::optional(date) : std::nullopt;
}

DateForm::DateForm(std::string format)
    : format_(std::move(format)),
      plain_(format_.size() == plain_length),
      day_(format_.find("DD")),
      month_(format_.find("MM")),
      year_(format_.find("YYYY")) {
    constexpr auto marks = "/-. "sv;
    marks_[0] = format_.find_first_of(marks);
    marks_[1] = format_.find_last_of(marks);
    for (const std::size_t place : {day_, month_, year_, marks_[0], marks_[1]}) {
        plain_ = plain_ && place != std::string::npos;
    }
    plain_ = plain_ && marks_[0] != marks_[1] && format_.front() != ' ' && format_.back() != ' ';
}

std::optional<Date> DateForm::read(std::string_view text) const {
    if (plain_ && text.size() == plain_length) {
        if (const auto date = read_plain(text)) {
            return date;
        }
    }
    return read_date(text, format_);
}

std::optional<Date> DateForm::read_plain(std::string_view text) const {
    bool digits = true;
    const auto two_at = [&](std::size_t at) {
        const auto tens = static_cast<unsigned>(text[at] - '0');
        const auto ones = static_cast<unsigned>(text[at + 1] - '0');
        digits = digits && tens <= 9 && ones <= 9;
        return tens * 10 + ones;
    };
    const unsigned day = two_at(day_);
    const unsigned month = two_at(month_);
    const unsigned year = two_at(year_) * 100 + two_at(year_ + 2);
    const bool marked =
        text[marks_[0]] == format_[marks_[0]] && text[marks_[1]] == format_[marks_[1]];
    const Date date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                    std::chrono::day(day)};
    return digits && marked && is_real(date) ? std::optional(date) : std::nullopt;
}

}  // namespace quittance
