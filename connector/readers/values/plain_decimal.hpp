#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quittance {

/// A number as programs write it (`-1.50`, `1.5E-3`, `2e2`) as plain decimal text, exactly:
/// `-1.50`, `0.0015`, `200`. Nothing for anything else, or when the plain text would be longer
/// than 40 characters.
[[nodiscard]] std::optional<std::string> plain_decimal(std::string_view text);

}  // namespace quittance
