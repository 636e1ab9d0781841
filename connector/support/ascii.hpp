#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace quittance {

/// `text` with A to Z in lower case; every other byte, accents included, stays.
[[nodiscard]] inline std::string lower_ascii(std::string_view text) {
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return made;
}

}  // namespace quittance
