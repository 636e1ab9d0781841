#include "readers/services/sign_rule.hpp"

#include "readers/values/folded.hpp"
#include "readers/values/word_list.hpp"

#include <algorithm>

namespace quittance {

SignRule::SignRule(const Profile& profile)
    : negated_(profile.sign_rule == "negated"), by_column_(profile.sign_rule == "column") {
    for (const auto& word : words_of(profile.sign_words)) {
        credits_.push_back(folded(word));
    }
}

bool SignRule::turns(const Cell& sign) const {
    if (!by_column_ || sign.text.empty()) {
        return negated_;
    }
    return std::find(credits_.begin(), credits_.end(), folded(sign.text)) != credits_.end();
}

}  // namespace quittance
