#pragma once

#include <string>
#include <string_view>

namespace quittance {

/// RFC 4648 base64 with padding, on one line.
[[nodiscard]] std::string base64(std::string_view bytes);

/// @throws std::invalid_argument when `text` is not base64 (line breaks are ignored).
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace quittance
