#include "readers/services/sign_rule.hpp"

#include "readers/values/folded.hpp"
#include "readers/values/word_list.hpp"

#include <algorithm>

namespace quittance {
namespace {

bool has(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

SignRule::SignRule(const Profile& profile)
    : negated_(profile.sign_rule == "negated"), by_column_(profile.sign_rule == "column") {
    for (const auto& word : words_of(profile.sign_words)) {
        credits_.push_back(folded(word));
    }
    for (const auto& word : words_of(profile.charge_words)) {
        charges_.push_back(folded(word));
    }
}

bool SignRule::turns(const Cell& sign) const {
    if (!by_column_ || sign.text.empty()) {
        return negated_;
    }
    return has(credits_, folded(sign.text));
}

bool SignRule::is_unknown(const Cell& sign) const {
    if (!by_column_ || sign.text.empty()) {
        return false;
    }
    const std::string word = folded(sign.text);
    return !has(credits_, word) && !has(charges_, word);
}

}  // namespace quittance
