#include "readers/mask/card_mask.hpp"

#include "readers/values/card_number.hpp"

#include <algorithm>

namespace quittance {
namespace {

std::size_t first_two(std::string_view bytes) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8U |
           static_cast<unsigned char>(bytes[1]);
}

}  // namespace

CardForms::CardForms(const std::vector<std::string>& numbers) {
    constexpr std::size_t beginning_max = 16;
    beginning_ = beginning_max;
    for (const auto& number : numbers) {
        for (auto& [written, masked] : bytes_of_card(number)) {
            beginning_ = std::min(beginning_, written.size());
            longest_ = std::max(longest_, written.size());
            begins_.set(first_two(written));
            forms_.push_back({std::move(written), std::move(masked)});
        }
    }
    for (const Form& form : forms_) {
        by_beginning_.emplace(std::string_view(form.written).substr(0, beginning_), &form);
    }
}

const CardForms::Form* CardForms::at_front_of(std::string_view bytes) const {
    if (bytes.size() < std::max<std::size_t>(beginning_, 2) || !begins_[first_two(bytes)]) {
        return nullptr;
    }
    const Form* longest = nullptr;
    const auto [first, last] = by_beginning_.equal_range(bytes.substr(0, beginning_));
    for (auto one = first; one != last; ++one) {
        const Form* const form = one->second;
        if (bytes.starts_with(form->written) &&
            (longest == nullptr || form->written.size() > longest->written.size())) {
            longest = form;
        }
    }
    return longest;
}

void CardMask::pass(std::string_view piece, bool last, const Use& use) {
    held_.append(piece);
    const std::size_t unsure = last || forms_.longest() == 0 ? 0 : forms_.longest() - 1;
    std::size_t at = 0;
    for (; at + unsure < held_.size(); ++at) {  // another may begin in the digits that stay
        const auto* const form = forms_.at_front_of(std::string_view(held_).substr(at));
        if (form != nullptr) {
            held_.replace(at, form->masked.size(), form->masked);
            found_any_ = true;
        }
    }
    use(std::string_view(held_).substr(0, at));
    held_.erase(0, at);
}

}  // namespace quittance
