#include "flow/charge_line.hpp"

#include "flow/connections.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace quittance {
namespace {

using Keys = ChargeLine::Keys;
using std::chrono::seconds;

Keys keys(int count) {
    Keys all;
    for (int i = 0; i < count; ++i) {
        all.push_back("key-" + std::to_string(i));
    }
    return all;
}

Keys all_of(const Keys& some) {
    return some;
}

TEST(ChargeLine, WhatIsChargedIsBookedWhileOthersWaitForTheirProvider) {
    std::promise<void> first_is_booked;
    std::future<void> booked = first_is_booked.get_future();
    bool in_time = false;
    ChargeLine line({[&](const Keys& some) {
                         if (some.front() == "slow") {
                             in_time = booked.wait_for(seconds(30)) == std::future_status::ready;
                         }
                         return some;
                     },
                     [&](const Keys& some) {
                         if (some.front() == "quick") {
                             first_is_booked.set_value();
                         }
                     }},
                    {1, 1, 2});
    line.run({"quick", "slow"}, {});
    EXPECT_TRUE(in_time);
}

TEST(ChargeLine, EveryKeyIsChargedOnceAndBookedOnce) {
    std::mutex mutex;
    Keys charged;
    Keys booked;
    const auto note = [&mutex](Keys& where, const Keys& some) {
        const std::lock_guard lock(mutex);
        where.insert(where.end(), some.begin(), some.end());
    };
    ChargeLine line({[&](const Keys& some) {
                         note(charged, some);
                         return some;
                     },
                     [&](const Keys& some) { note(booked, some); }},
                    {4, 10, 5});
    line.run(keys(103), {"from-before"});
    Keys expected = keys(103);
    std::sort(expected.begin(), expected.end());
    std::sort(charged.begin(), charged.end());
    EXPECT_EQ(charged, expected);
    expected.emplace_back("from-before");
    std::sort(expected.begin(), expected.end());
    std::sort(booked.begin(), booked.end());
    EXPECT_EQ(booked, expected);
}

TEST(ChargeLine, OneBookingAtATime) {
    std::atomic<int> under_way{0};
    std::atomic<int> most{0};
    ChargeLine line({all_of,
                     [&](const Keys&) {
                         most = std::max(most.load(), ++under_way);
                         std::this_thread::yield();
                         --under_way;
                     }},
                    {1, 2, 8});
    line.run(keys(60), {});
    EXPECT_EQ(most, 1);
}

TEST(ChargeLine, AfterAFailureNothingNewIsBegun) {
    std::atomic<int> calls{0};
    ChargeLine line({[&](const Keys&) -> Keys {
                         ++calls;
                         throw std::runtime_error("the outside is broken");
                     },
                     [&](const Keys&) { ++calls; }},
                    {1, 1, 1});
    EXPECT_THROW(line.run(keys(9), {}), std::runtime_error);
    EXPECT_EQ(calls, 1);
}

TEST(ChargeLine, NothingToDoEndsAtOnce) {
    ChargeLine line({all_of, [](const Keys&) { FAIL(); }}, {4, 10, 4});
    line.run({}, {});
}

TEST(Connections, AWorkerStaysFreeForWebhooks) {
    EXPECT_EQ(charging_connections(0, 8), 7);
    EXPECT_EQ(charging_connections(8, 8), 7);
    EXPECT_EQ(charging_connections(3, 8), 3);
    EXPECT_EQ(charging_connections(2, 2), 1);
    EXPECT_EQ(charging_connections(0, 1), 1);
    EXPECT_EQ(charging_connections(0, 0), 2);
    EXPECT_EQ(drafting_connections(2, 2), 2);
    EXPECT_EQ(drafting_connections(0, 8), 7);
}

}  // namespace
}  // namespace quittance
