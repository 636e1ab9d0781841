#include "adapters/odoo/wire.hpp"

#include <gtest/gtest.h>

namespace quittance::odoo {
namespace {

const Company company{1, "EUR", 2};

TEST(Wire, EmptyFieldsAreEmptyWhateverOdooWrites) {
    const Json row = {{"name", false}, {"number", nullptr}, {"list", false}};
    EXPECT_EQ(text_of(row, "name"), "");
    EXPECT_EQ(integer_of(row, "number"), 0);
    EXPECT_TRUE(list_of(row, "list").empty());
    EXPECT_TRUE(struct_of(row, "missing").empty());
    EXPECT_FALSE(flag_of(row, "missing"));
    EXPECT_EQ(money_of(row, "missing", company), Money(0, "EUR"));
    EXPECT_EQ(state_of(row, "missing"), AttemptState::absent);
}

TEST(Wire, AmountsAreDecimalTextsOfTheirCurrency) {
    const Json row = {{"amount", "-1234.5"}, {"foreign", "700"}, {"currency", "JPY"}};
    EXPECT_EQ(money_of({{"amount", "-1234.5"}}, "amount", company), Money(-123'450, "EUR"));
    EXPECT_EQ(money_of(row, "foreign", company), Money(700, "JPY", 0));
}

TEST(Wire, WhatIsOfAnotherTypeIsAnUnknownOutcome) {
    const Json row = {{"text", 1},          {"number", "1"},   {"big", 3'000'000'000},
                      {"amount", "12.345"}, {"state", "paid"}, {"list", "x"}};
    const auto trouble = [](const auto& read) {
        try {
            read();
        } catch (const CallError& error) {
            return error.trouble();
        }
        ADD_FAILURE();
        return CallTrouble::not_sent;
    };
    EXPECT_EQ(trouble([&] { static_cast<void>(text_of(row, "text")); }), CallTrouble::unknown);
    EXPECT_EQ(trouble([&] { static_cast<void>(integer_of(row, "number")); }), CallTrouble::unknown);
    EXPECT_EQ(trouble([&] { static_cast<void>(integer_of(row, "big")); }), CallTrouble::unknown);
    EXPECT_EQ(trouble([&] { static_cast<void>(money_of(row, "amount", company)); }),
              CallTrouble::unknown);
    EXPECT_EQ(trouble([&] { static_cast<void>(state_of(row, "state")); }), CallTrouble::unknown);
    EXPECT_EQ(trouble([&] { static_cast<void>(list_of(row, "list")); }), CallTrouble::unknown);
}

TEST(Wire, ABadRecordIsFoundByHalvingAndTheRestGoesThrough) {
    std::vector<int> through;
    std::vector<int> refused;
    int calls = 0;
    const std::vector<int> items = {1, 2, 3, 4, 5, 6, 7, 8};
    halved<int>(
        items,
        [&](const std::vector<int>& some) {
            ++calls;
            for (const int item : some) {
                if (item == 5) {
                    throw CallError(CallTrouble::wrong_data, "five is wrong");
                }
            }
            through.insert(through.end(), some.begin(), some.end());
        },
        [&](const int& item, const std::string& message) {
            refused.push_back(item);
            EXPECT_EQ(message, "five is wrong");
        });
    EXPECT_EQ(through, (std::vector<int>{1, 2, 3, 4, 6, 7, 8}));
    EXPECT_EQ(refused, std::vector<int>{5});
    EXPECT_EQ(calls, 7);
}

TEST(Wire, ATimeOutIsNeverAnsweredByHalving) {
    int calls = 0;
    EXPECT_THROW(halved<int>(
                     {1, 2},
                     [&calls](const std::vector<int>&) {
                         ++calls;
                         throw CallError(CallTrouble::unknown, "no answer");
                     },
                     [](const int&, const std::string&) { FAIL(); }),
                 CallError);
    EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace quittance::odoo
