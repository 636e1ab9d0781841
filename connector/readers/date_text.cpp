#include "readers/date_text.hpp"

#include "readers/number_text.hpp"

namespace quittance {
namespace {

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

std::size_t run_length(std::string_view format) {
    const std::size_t end = format.find_first_not_of(format.front());
    return end == std::string_view::npos ? format.size() : end;
}

}  // namespace

std::optional<Date> read_date(std::string_view text, std::string_view format) {
    text = trimmed(text);
    unsigned day = 0;
    unsigned month = 0;
    unsigned year = 0;
    while (!format.empty()) {
        const std::size_t run = run_length(format);
        const char letter = format.front();
        std::optional<unsigned> value;
        if (letter == 'D' || letter == 'M') {
            value = take_digits(text, 1, 2);
            (letter == 'D' ? day : month) = value.value_or(0);
        } else if (letter == 'Y') {
            value = take_digits(text, run, run);
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
    return text.empty() && date.ok() && year > 1999 ? std::optional(date) : std::nullopt;
}

}  // namespace quittance
