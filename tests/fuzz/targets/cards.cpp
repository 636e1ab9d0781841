// Masking: no valid card number is left, and nothing but digits of cards has changed.

#include "readers/values/card_number.hpp"
#include "support/held.hpp"
#include "support/input.hpp"

#include <algorithm>

using namespace quittance;

namespace {

std::ptrdiff_t stars_in(std::string_view text) {
    return std::count(text.begin(), text.end(), '*');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto cards = long_card_numbers_in(text);
    const std::string masked = with_masked_cards(text);
    fuzz::held(long_card_numbers_in(masked).empty(), "no card number is left");
    fuzz::held(masked.size() == text.size(), "a masked text is as long as it was");
    for (std::size_t i = 0; i < text.size(); ++i) {
        fuzz::held(masked[i] == text[i] || (text[i] >= '0' && text[i] <= '9' && masked[i] == '*'),
                   "nothing but digits is masked");
    }
    std::ptrdiff_t stars = stars_in(text);
    for (const std::string& card : cards) {
        fuzz::held(text.find(card) != text.npos, "a card number stands in the text");
        stars += stars_in(masked_card(card));
    }
    fuzz::held(cards.empty() ? masked == text : stars_in(masked) >= stars,
               "as many digits are masked as the cards have");
    return 0;
}
