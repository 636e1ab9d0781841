#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <string_view>

namespace quittance {

/// Whether `text` begins with `word` and no letter or digit follows it: `total` is a word of
/// `Total: 12`, not of `TotalEnergies`. Both folded, UTF-8. With the empty word: whether `text`
/// does not begin with a letter or digit.
[[nodiscard]] inline bool begins_with_word(std::string_view text, std::string_view word) {
    if (!text.starts_with(word)) {
        return false;
    }
    text.remove_prefix(word.size());
    if (text.empty()) {
        return true;
    }
    const auto length = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    std::int32_t point = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
    U8_NEXT(text.data(), at, length, point);
#pragma GCC diagnostic pop
    return point < 0 || u_isalnum(point) == 0;
}

}  // namespace quittance
