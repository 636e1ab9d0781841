// One suite over every witness: the fake of the flow tests behaves as the journal on disk does.
#include "adapters/journal/sqlite_witness.hpp"
#include "fake_witness.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

namespace quittance {
namespace {

class FakeUnderTest {
public:
    Witness& witness() { return witness_; }

private:
    test::FakeWitness witness_;
};

class JournalUnderTest {
public:
    JournalUnderTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "witness-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        witness_ = std::make_unique<journal::SqliteWitness>(folder_ + "/journal",
                                                            [] { return "2026-11-01T02:00:00Z"; });
    }
    ~JournalUnderTest() {
        witness_.reset();
        std::filesystem::remove_all(folder_);
    }
    JournalUnderTest(const JournalUnderTest&) = delete;
    JournalUnderTest& operator=(const JournalUnderTest&) = delete;
    Witness& witness() { return *witness_; }

private:
    std::string folder_;
    std::unique_ptr<journal::SqliteWitness> witness_;
};

template <typename UnderTest>
class WitnessContract : public ::testing::Test {
protected:
    static WitnessedAttempt line(const std::string& key,
                                 AttemptState state = AttemptState::absent) {
        WitnessedAttempt made;
        made.key = key;
        made.company_id = 1;
        made.amount_minor = 100;
        made.currency = "EUR";
        made.rail = "odoo";
        made.state = state;
        return made;
    }

    static std::string told(const std::vector<WitnessedAttempt>& attempts) {
        std::string text;
        for (const auto& one : attempts) {
            text += one.key + ":" + std::string(word(one.state)) + " ";
        }
        return text;
    }

    UnderTest under_test_;
    Witness& witness_ = under_test_.witness();
};

using Implementations = ::testing::Types<FakeUnderTest, JournalUnderTest>;
TYPED_TEST_SUITE(WitnessContract, Implementations);

TYPED_TEST(WitnessContract, AnIntentAcknowledgesNothing) {
    this->witness_.note_intent(WitnessStep::prepare, {this->line("a", AttemptState::done)});
    EXPECT_TRUE(this->witness_.last_acknowledged(1, 10).empty());
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 10, 0)), "a: ");
}

TYPED_TEST(WitnessContract, AnAnswerWithoutAStateAcknowledgesNothing) {
    this->witness_.note_answer(WitnessStep::prepare, {this->line("a")});
    EXPECT_TRUE(this->witness_.last_acknowledged(1, 10).empty());
}

TYPED_TEST(WitnessContract, TheNewestAnswerCounts) {
    this->witness_.note_answer(WitnessStep::prepare, {this->line("a", AttemptState::prepared),
                                                      this->line("b", AttemptState::prepared)});
    this->witness_.note_answer(WitnessStep::execute, {this->line("a", AttemptState::unknown)});
    this->witness_.note_answer(WitnessStep::resolve, {this->line("a", AttemptState::failed)});
    EXPECT_EQ(this->told(this->witness_.last_acknowledged(1, 10)), "a:failed b:prepared ");
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 10, 0)), "a:failed b:prepared ");
    EXPECT_EQ(this->told(this->witness_.last_acknowledged(2, 10)), "");
}

TYPED_TEST(WitnessContract, AnUnansweredExecuteMayHaveCharged) {
    this->witness_.note_answer(WitnessStep::prepare, {this->line("a", AttemptState::prepared)});
    this->witness_.note_intent(WitnessStep::execute, {this->line("a")});
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 10, 0)), "a:sending ");
    this->witness_.note_answer(WitnessStep::execute, {this->line("a", AttemptState::failed)});
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 10, 0)), "a:failed ");
}

TYPED_TEST(WitnessContract, ALaterQuestionDoesNotHideAnAnswer) {
    this->witness_.note_answer(WitnessStep::execute, {this->line("a", AttemptState::done)});
    this->witness_.note_intent(WitnessStep::book, {this->line("a")});
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 10, 0)), "a:done ");
}

TYPED_TEST(WitnessContract, AnAuditClosesAKey) {
    this->witness_.note_answer(WitnessStep::execute, {this->line("a", AttemptState::failed)});
    this->witness_.note_answer(WitnessStep::adopted, {this->line("a")});
    EXPECT_TRUE(this->witness_.last_acknowledged(1, 10).empty());
    this->witness_.note_answer(WitnessStep::copied, {this->line("a", AttemptState::done)});
    EXPECT_EQ(this->told(this->witness_.last_acknowledged(1, 10)), "a:done ");
}

TYPED_TEST(WitnessContract, PagesFollowTheKeys) {
    for (const char* key : {"c", "a", "b"}) {
        this->witness_.note_answer(WitnessStep::execute, {this->line(key, AttemptState::done)});
    }
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 2, 0)), "a:done b:done ");
    EXPECT_EQ(this->told(this->witness_.attempts(1, "b", 2, 0)), "c:done ");
}

TYPED_TEST(WitnessContract, OnlyAttemptsWithAnEntryBehindOneAreListed) {
    this->witness_.note_answer(WitnessStep::execute, {this->line("a", AttemptState::done),
                                                      this->line("b", AttemptState::pending)});
    const std::int64_t then = this->witness_.position(1, "e").last_entry;
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 9, then)), "");
    this->witness_.note_answer(WitnessStep::resolve, {this->line("b", AttemptState::done)});
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 9, then)), "b:done ");
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 9, then - 1)), "b:done ");
    EXPECT_EQ(this->told(this->witness_.attempts(1, "", 9, 0)), "a:done b:done ");
}

TYPED_TEST(WitnessContract, WhatWasAuditedBelongsToTheCompanyOverAllEpochs) {
    EXPECT_EQ(this->witness_.position(1, "e").audited.moment, "");
    this->witness_.note_position(1, "e", {0, "", {"2026-11-01T02:00:00Z", 12}, 0});
    EXPECT_EQ(this->witness_.position(1, "f").audited.moment, "2026-11-01T02:00:00Z");
    EXPECT_EQ(this->witness_.position(1, "f").audited.entry, 12);
    EXPECT_EQ(this->witness_.position(2, "e").audited.moment, "");
    this->witness_.note_position(1, "e", {7, "", {}, 0});
    EXPECT_EQ(this->witness_.position(1, "e").audited.moment, "2026-11-01T02:00:00Z");
    this->witness_.note_position(1, "e", {7, "", {"2026-11-02T02:00:00Z", 30}, 0});
    EXPECT_EQ(this->witness_.position(1, "e").audited.entry, 30);
}

TYPED_TEST(WitnessContract, EventsBelongToAnEpochAndChargesToTheCompany) {
    this->witness_.note_position(1, "e", {7, "2026-11-01T02:00:00Z", {}, 0});
    EXPECT_EQ(this->witness_.position(1, "e").last_event, 7);
    EXPECT_EQ(this->witness_.position(2, "e").last_event, 0);
    EXPECT_EQ(this->witness_.position(1, "f").last_event, 0);
    EXPECT_EQ(this->witness_.position(1, "f").charges_since, "2026-11-01T02:00:00Z");
    EXPECT_EQ(this->witness_.position(2, "e").charges_since, "");
    this->witness_.note_position(1, "f", {2, "", {}, 0});
    EXPECT_EQ(this->witness_.position(1, "f").last_event, 2);
    EXPECT_EQ(this->witness_.position(1, "f").charges_since, "2026-11-01T02:00:00Z");
}

}  // namespace
}  // namespace quittance
