#include "domain/attempt_state.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace quittance {
namespace {

using enum AttemptState;

constexpr std::array<std::pair<AttemptState, std::string_view>, 9> words = {{
    {absent, ""},
    {prepared, "prepared"},
    {sending, "sending"},
    {unknown, "unknown"},
    {pending, "pending"},
    {done, "done"},
    {failed, "failed"},
    {canceled, "canceled"},
    {returned, "returned"},
}};

constexpr std::array<std::pair<AttemptState, AttemptState>, 18> steps = {{
    {prepared, sending},
    {prepared, canceled},
    {sending, done},
    {sending, pending},
    {sending, failed},
    {sending, canceled},
    {sending, unknown},
    {unknown, done},
    {unknown, pending},
    {unknown, failed},
    {unknown, canceled},
    {pending, done},
    {pending, failed},
    {pending, canceled},
    {done, returned},
    {returned, done},
    {failed, done},
    {canceled, done},
}};

}  // namespace

std::string_view word(AttemptState state) {
    return std::find_if(words.begin(), words.end(),
                        [state](const auto& pair) { return pair.first == state; })
        ->second;
}

AttemptState attempt_state(std::string_view word) {
    const auto* const found = std::find_if(
        words.begin(), words.end(), [word](const auto& pair) { return pair.second == word; });
    if (found == words.end()) {
        throw std::invalid_argument("no such state of an attempt: " + std::string(word));
    }
    return found->first;
}

bool may_follow(AttemptState from, AttemptState to) {
    return std::find(steps.begin(), steps.end(), std::pair(from, to)) != steps.end();
}

bool is_same_or_later(AttemptState earlier, AttemptState later) {
    if (earlier == later || earlier == absent) {
        return true;
    }
    std::array<bool, words.size()> reached{};
    reached.at(static_cast<std::size_t>(earlier)) = true;
    for (std::size_t round = 0; round < words.size(); ++round) {
        for (const auto& [from, to] : steps) {
            if (reached.at(static_cast<std::size_t>(from))) {
                reached.at(static_cast<std::size_t>(to)) = true;
            }
        }
    }
    return reached.at(static_cast<std::size_t>(later));
}

bool is_live(AttemptState state) {
    return state == prepared || state == sending || state == unknown || state == pending;
}

bool may_have_charged(AttemptState state) {
    return state != absent && state != prepared && state != failed && state != canceled;
}

}  // namespace quittance
