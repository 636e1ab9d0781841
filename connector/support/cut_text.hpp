#pragma once

#include <cstddef>
#include <string_view>

namespace quittance {

/// At most `bytes` of a UTF-8 text from its beginning; no character is cut in two.
[[nodiscard]] inline std::string_view cut_at(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) {
        --bytes;
    }
    return text.substr(0, bytes);
}

}  // namespace quittance
