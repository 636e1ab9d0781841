#include "readers/services/sign_words.hpp"

#include "readers/services/row_values.hpp"
#include "support/cut_text.hpp"

#include <algorithm>

namespace quittance {
namespace {

constexpr std::size_t words_max = 20;
constexpr std::size_t word_max = 40;

}  // namespace

void SignWords::check(const Cell& sign, ReadRow& row) {
    if (!rule_.is_unknown(sign)) {
        return;
    }
    std::string word(cut_at(sign.text, word_max));
    if (rule_.knows_charges()) {
        RowValues::note(row, "sign_ambiguous",
                        "'" + word + "' in column '" + column_ +
                            "' is neither one of the profile's words for credits nor for charges.",
                        column_);
    } else if (taken_for_charges_.size() < words_max &&
               std::find(taken_for_charges_.begin(), taken_for_charges_.end(), word) ==
                   taken_for_charges_.end()) {
        taken_for_charges_.push_back(std::move(word));
    }
}

std::optional<Issue> SignWords::warning() const {
    std::string words;
    for (const auto& word : taken_for_charges_) {
        words += (words.empty() ? "'" : ", '") + word + "'";
    }
    if (words.empty()) {
        return std::nullopt;
    }
    return Issue{"sign_words",
                 "Words in column '" + column_ + "' that were taken for charges: " + words +
                     ". If one of them means a credit, add it to the profile's words for credits; "
                     "enter the others as its words for charges.",
                 0, column_};
}

}  // namespace quittance
