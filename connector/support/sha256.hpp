#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace quittance {

using Sha256 = std::array<std::uint8_t, 32>;

/// SHA-256 of the bytes (OpenSSL's libcrypto).
[[nodiscard]] Sha256 sha256(std::string_view bytes);

/// The same in 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace quittance
