#include "domain/decimal.hpp"

#include <cctype>

namespace quittance {

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) {
        text.remove_prefix(1);
    }
    std::int64_t units = 0;
    int decimals = -1;  // -1: before the point
    bool any = false;
    for (const char c : text) {
        if (c == '.' && decimals < 0 && any) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9' || decimals >= places) {
            return std::nullopt;
        }
        units = units * 10 + (c - '0');
        any = true;
        decimals += decimals >= 0 ? 1 : 0;
        if (units > limit * (decimals < 0 ? 1 : one)) {
            return std::nullopt;
        }
    }
    if (!any || decimals == 0) {
        return std::nullopt;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < places; ++i) {
        if (units > limit * one / 10) {
            return std::nullopt;
        }
        units *= 10;
    }
    return from_units(negative ? -units : units);
}

int Decimal::decimals() const noexcept {
    int count = places;
    for (std::int64_t rest = units_; count > 0 && rest % 10 == 0; rest /= 10) {
        --count;
    }
    return count;
}

std::string Decimal::text() const {
    const bool negative = units_ < 0;
    const auto absolute =
        negative ? ~static_cast<std::uint64_t>(units_) + 1 : static_cast<std::uint64_t>(units_);
    constexpr auto divisor = static_cast<std::uint64_t>(one);
    std::string text = (negative ? "-" : "") + std::to_string(absolute / divisor);
    if (const int count = decimals(); count > 0) {
        const std::string fraction = std::to_string(divisor + absolute % divisor).substr(1);
        text += '.' + fraction.substr(0, static_cast<std::size_t>(count));
    }
    return text;
}

}  // namespace quittance
