#pragma once

#include "domain/decimal.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// An amount in the minor units (cents) of one currency. Cannot be made from a floating-point
/// number, nor added across currencies.
class Money {
public:
    Money() = default;
    Money(std::int64_t minor, std::string currency, int decimals = 2)
        : minor_(minor), currency_(std::move(currency)), decimals_(decimals) {}

    /// `12.5` as an amount; nothing when it is no decimal, or finer than the minor unit.
    [[nodiscard]] static std::optional<Money> parse(std::string_view text, std::string currency,
                                                    int decimals = 2);

    [[nodiscard]] std::int64_t minor() const noexcept { return minor_; }
    [[nodiscard]] const std::string& currency() const noexcept { return currency_; }
    [[nodiscard]] int decimals() const noexcept { return decimals_; }

    /// All decimals of the currency, without its name: `12.50`.
    [[nodiscard]] std::string text() const;

    /// @throws std::invalid_argument for another currency, std::overflow_error. An amount
    /// without currency (default-made) takes the other's.
    Money& operator+=(const Money& other);
    [[nodiscard]] Money operator-() const { return {-minor_, currency_, decimals_}; }

    bool operator==(const Money&) const = default;

private:
    std::int64_t minor_ = 0;
    std::string currency_;
    int decimals_ = 2;
};

[[nodiscard]] inline Money operator+(Money left, const Money& right) {
    return left += right;
}

/// price × quantity, half up to the minor unit, halves away from zero (a credit of 0.125 is
/// -0.13). The product is exact in 128 bits. @throws std::overflow_error.
[[nodiscard]] Money line_amount(Decimal price, Decimal quantity, const std::string& currency,
                                int decimals = 2);

/// What one costs: amount ÷ quantity. Nothing where that has more than six decimals, or is too
/// large.
[[nodiscard]] std::optional<Decimal> unit_price(const Money& amount, Decimal quantity);

}  // namespace quittance
