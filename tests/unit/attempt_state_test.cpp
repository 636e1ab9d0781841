#include "domain/attempt_state.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <stdexcept>

namespace quittance {
namespace {

using enum AttemptState;

TEST(AttemptState, TheTableIsTheAddons) {
    std::ifstream file(QUITTANCE_SOURCE_DIR "/odoo_addon/quittance/protocol/transitions.json");
    const auto table = nlohmann::json::parse(file);
    std::set<std::pair<AttemptState, AttemptState>> theirs;
    for (const auto& move : table.at("moves")) {
        theirs.emplace(attempt_state(move.at("from").get<std::string>()),
                       attempt_state(move.at("to").get<std::string>()));
    }
    for (const AttemptState from : all_attempt_states) {
        for (const AttemptState to : all_attempt_states) {
            EXPECT_EQ(may_follow(from, to), theirs.contains({from, to}))
                << word(from) << " to " << word(to);
        }
    }
    EXPECT_EQ(table.at("states").size(), all_attempt_states.size());
    for (const auto& state : table.at("live")) {
        if (state != "done until booked") {
            EXPECT_TRUE(is_live(attempt_state(state.get<std::string>())));
        }
    }
}

TEST(AttemptState, WordsAreReadBack) {
    for (const AttemptState state : all_attempt_states) {
        EXPECT_EQ(attempt_state(word(state)), state);
    }
    EXPECT_EQ(attempt_state(""), absent);
    EXPECT_THROW(static_cast<void>(attempt_state("paid")), std::invalid_argument);
}

TEST(AttemptState, ALedgerThatStandsBehindHasLostSomething) {
    EXPECT_TRUE(is_same_or_later(prepared, done));
    EXPECT_TRUE(is_same_or_later(sending, failed));
    EXPECT_TRUE(is_same_or_later(failed, done));
    EXPECT_TRUE(is_same_or_later(returned, done));
    EXPECT_FALSE(is_same_or_later(done, unknown));
    EXPECT_FALSE(is_same_or_later(done, failed));
    EXPECT_FALSE(is_same_or_later(sending, prepared));
    EXPECT_FALSE(is_same_or_later(pending, sending));
    for (const AttemptState state : all_attempt_states) {
        EXPECT_FALSE(is_same_or_later(state, absent));
        EXPECT_TRUE(is_same_or_later(absent, state));
    }
}

}  // namespace
}  // namespace quittance
