#pragma once

#include "readers/values/number_text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// `Total | Sous-total` as its parts, blanks around them and empty ones left out.
[[nodiscard]] inline std::vector<std::string> words_of(std::string_view list) {
    std::vector<std::string> words;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find('|'), list.size());
        if (const auto word = trimmed(list.substr(0, end)); !word.empty()) {
            words.emplace_back(word);
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return words;
}

}  // namespace quittance
