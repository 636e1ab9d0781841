#pragma once

#include <array>
#include <string_view>

namespace quittance {

/// Where an attempt to collect stands. `absent`: the ledger does not know the key.
enum class AttemptState {
    absent,
    prepared,
    sending,
    unknown,
    pending,
    done,
    failed,
    canceled,
    returned
};

inline constexpr std::array all_attempt_states = {
    AttemptState::prepared, AttemptState::sending, AttemptState::unknown,  AttemptState::pending,
    AttemptState::done,     AttemptState::failed,  AttemptState::canceled, AttemptState::returned};

/// The word of the contract; "" for `absent`.
[[nodiscard]] std::string_view word(AttemptState state);

/// The state of a word of the contract. @throws std::invalid_argument for any other word.
[[nodiscard]] AttemptState attempt_state(std::string_view word);

/// Whether one step leads from `from` to `to` (DESIGN §5; the addon holds the same table).
[[nodiscard]] bool may_follow(AttemptState from, AttemptState to);

/// Whether `later` is `earlier`, or lies behind it by any number of steps. A ledger in which an
/// acknowledged attempt stands *before* the acknowledged state has lost something.
[[nodiscard]] bool is_same_or_later(AttemptState earlier, AttemptState later);

/// Money may be on its way: no other attempt on the same invoice.
[[nodiscard]] bool is_live(AttemptState state);

/// Money can have moved, or can still move: a ledger that lost such an attempt must ask.
[[nodiscard]] bool may_have_charged(AttemptState state);

}  // namespace quittance
