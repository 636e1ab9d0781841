#pragma once

#include "readers/values/folded.hpp"
#include "readers/values/number_text.hpp"
#include "readers/values/whole_word.hpp"

#include <array>
#include <string>
#include <string_view>

namespace quittance {

/// The word with which a totals row begins; "" for any other text.
[[nodiscard]] inline std::string_view total_word(std::string_view first_filled) {
    constexpr std::array<std::string_view, 7> words = {"sous-total", "sous total",  "subtotal",
                                                       "sub-total",  "grand total", "montant total",
                                                       "total"};
    const std::string text = folded(trimmed(first_filled));
    for (const auto word : words) {
        if (begins_with_word(text, word)) {
            return word;
        }
    }
    return {};
}

}  // namespace quittance
