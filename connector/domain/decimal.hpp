#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// An exact decimal number with six decimals: quantities and prices. No floating point.
/// Range: ±9,000,000,000,000.
class Decimal {
public:
    static constexpr int places = 6;
    static constexpr std::int64_t one = 1'000'000;
    static constexpr std::int64_t limit = 9'000'000'000'000;  ///< in whole units

    Decimal() = default;
    [[nodiscard]] static Decimal from_units(std::int64_t millionths) {
        Decimal made;
        made.units_ = millionths;
        return made;
    }
    [[nodiscard]] static Decimal whole(std::int64_t number) { return from_units(number * one); }

    /// Reads `-12.50`: digits, at most one point, at most six decimals, an optional leading minus.
    /// Nothing for anything else; supplier files are read by readers/number_text.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

    [[nodiscard]] std::int64_t units() const noexcept { return units_; }
    [[nodiscard]] bool is_zero() const noexcept { return units_ == 0; }
    [[nodiscard]] bool is_negative() const noexcept { return units_ < 0; }

    /// How many decimals are needed to write it exactly (0 to 6).
    [[nodiscard]] int decimals() const noexcept;

    /// The shortest exact text: `12.5`, `-3`, `0`.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] Decimal operator-() const { return from_units(-units_); }
    auto operator<=>(const Decimal&) const = default;

private:
    std::int64_t units_ = 0;
};

}  // namespace quittance
