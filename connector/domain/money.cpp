#include "domain/money.hpp"

#include <limits>
#include <stdexcept>

namespace quittance {
namespace {

__extension__ using Wide = __int128;

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

std::int64_t narrowed(Wide value) {
    if (value > std::numeric_limits<std::int64_t>::max() ||
        value < std::numeric_limits<std::int64_t>::min()) {
        throw std::overflow_error("an amount is too large");
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace

std::optional<Money> Money::parse(std::string_view text, std::string currency, int decimals) {
    const auto number = Decimal::parse(text);
    if (!number || number->decimals() > decimals) {
        return std::nullopt;
    }
    const std::int64_t divisor = power_of_ten(Decimal::places - decimals);
    return Money(number->units() / divisor, std::move(currency), decimals);
}

std::string Money::text() const {
    const std::int64_t scale = power_of_ten(decimals_);
    const Wide absolute = minor_ < 0 ? -static_cast<Wide>(minor_) : static_cast<Wide>(minor_);
    std::string text = minor_ < 0 ? "-" : "";
    text += std::to_string(static_cast<std::uint64_t>(absolute / scale));
    if (decimals_ > 0) {
        const auto rest = static_cast<std::int64_t>(absolute % scale);
        text += '.' + std::to_string(scale + rest).substr(1);
    }
    return text;
}

Money& Money::operator+=(const Money& other) {
    if (currency_.empty()) {
        currency_ = other.currency_;
        decimals_ = other.decimals_;
    }
    if (!other.currency_.empty() && other.currency_ != currency_) {
        throw std::invalid_argument("amounts of two currencies are never added");
    }
    minor_ = narrowed(static_cast<Wide>(minor_) + other.minor_);
    return *this;
}

Money line_amount(Decimal price, Decimal quantity, const std::string& currency, int decimals) {
    const Wide product = static_cast<Wide>(price.units()) * quantity.units();
    const Wide divisor = static_cast<Wide>(power_of_ten(2 * Decimal::places - decimals));
    const Wide absolute = product < 0 ? -product : product;
    const Wide rounded = (absolute + divisor / 2) / divisor;
    return {narrowed(product < 0 ? -rounded : rounded), currency, decimals};
}

std::optional<Decimal> unit_price(const Money& amount, Decimal quantity) {
    const Wide dividend =
        static_cast<Wide>(amount.minor()) * power_of_ten(2 * Decimal::places - amount.decimals());
    if (quantity.is_zero() || dividend % quantity.units() != 0) {
        return std::nullopt;
    }
    const Wide price = dividend / quantity.units();
    const Wide most = static_cast<Wide>(Decimal::limit) * Decimal::one;
    if (price > most || price < -most) {
        return std::nullopt;
    }
    return Decimal::from_units(static_cast<std::int64_t>(price));
}

}  // namespace quittance
