#include "domain/calendar.hpp"

#include <charconv>

namespace quittance {
namespace {

std::optional<unsigned> digits(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::string padded(unsigned value, std::size_t width) {
    std::string text = std::to_string(value);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The month that begins there, with no further digit around it.
std::optional<Period> month_at(std::string_view name, std::size_t at) {
    if (name.substr(at, 2) != "20" || (at > 0 && is_digit(name[at - 1]))) {
        return std::nullopt;
    }
    const std::size_t gap = name[at + 4] == '-' || name[at + 4] == '_' ? 1 : 0;
    const std::size_t end = at + 6 + gap;
    if (end > name.size() || (end < name.size() && is_digit(name[end]))) {
        return std::nullopt;
    }
    return Period::parse(std::string(name.substr(at, 4)) + '-' +
                         std::string(name.substr(at + 4 + gap, 2)));
}

}  // namespace

std::string text(const Date& day) {
    return padded(static_cast<unsigned>(static_cast<int>(day.year())), 4) + '-' +
           padded(static_cast<unsigned>(day.month()), 2) + '-' +
           padded(static_cast<unsigned>(day.day()), 2);
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const Date date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                    std::chrono::day(*day)};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Period> Period::parse(std::string_view text) {
    if (text.size() != 7) {
        return std::nullopt;
    }
    const auto first = parse_date(std::string(text) + "-01");
    return first ? std::optional(Period(*first)) : std::nullopt;
}

std::optional<Period> Period::in_name(std::string_view name) {
    std::optional<Period> found;
    for (std::size_t at = 0; at + 6 <= name.size(); ++at) {
        const auto period = month_at(name, at);
        if (period && found && *period != *found) {
            return std::nullopt;
        }
        found = period ? period : found;
    }
    return found;
}

std::string Period::text() const {
    return padded(static_cast<unsigned>(year()), 4) + '-' +
           padded(static_cast<unsigned>(month_.month()), 2);
}

Period Period::previous() const {
    Period before;
    before.month_ = month_ - std::chrono::months(1);
    return before;
}

}  // namespace quittance
