#include "flow/reconcile.hpp"

#include "fake_odoo.hpp"
#include "fake_witness.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::FakeOdoo;
using test::FakeWitness;

class Reconcile : public ::testing::Test {
protected:
    Reconcile() { odoo.invoices = {{1, "FAC/1", 101, 1'000, "collect", 1}}; }

    /// An attempt in a state, opened in Odoo without the connector.
    void put(AttemptState state, int charges) {
        FakeOdoo::Attempt attempt;
        attempt.status.key = "q1portal";
        attempt.status.state = state;
        attempt.status.move_ids = {1};
        attempt.status.names = {"FAC/1"};
        attempt.status.amount = Money(1'000, "EUR");
        attempt.status.rail = "portal";
        attempt.charges = charges;
        odoo.attempts["q1portal"] = attempt;
    }

    ReconcileReport run(bool dry_run = false) {
        return reconcile({1, dry_run, 4}, {odoo, odoo, journal, {}});
    }

    FakeOdoo odoo;
    FakeWitness journal;
};

TEST_F(Reconcile, ClearsAnUnknownAndBooksIt) {
    put(AttemptState::unknown, 1);
    const ReconcileReport report = run();
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(report.attempts.at(0).before.state, AttemptState::unknown);
    EXPECT_EQ(report.attempts.at(0).after.state, AttemptState::done);
    EXPECT_TRUE(odoo.attempts.at("q1portal").status.booked);
}

TEST_F(Reconcile, CopiesWhatOdooOpenedByItselfIntoTheJournal) {
    put(AttemptState::unknown, 1);
    static_cast<void>(run());
    const auto known = journal.last_acknowledged(1, 10);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].key, "q1portal");
    EXPECT_EQ(known[0].state, AttemptState::done);
}

TEST_F(Reconcile, TheSecondTimeThereIsNothingToDo) {
    put(AttemptState::unknown, 1);
    static_cast<void>(run());
    const auto lines = journal.lines.size();
    const ReconcileReport second = run();
    EXPECT_TRUE(second.attempts.empty());
    EXPECT_EQ(journal.lines.size(), lines);
}

TEST_F(Reconcile, APendingDebitIsLeftAloneUntilOdooSaysThatItIsTime) {
    put(AttemptState::pending, 1);
    odoo.attempts.at("q1portal").status.ripe = false;
    static_cast<void>(run());
    EXPECT_EQ(odoo.attempts.at("q1portal").status.state, AttemptState::pending);
    EXPECT_TRUE(journal.lines.empty());
}

TEST_F(Reconcile, EveryPendingDebitIsReportedHoweverManyPagesTheyFill) {
    put(AttemptState::pending, 1);
    for (int number = 0; number < 10; ++number) {
        FakeOdoo::Attempt attempt = odoo.attempts.at("q1portal");
        attempt.status.key += std::to_string(number);
        odoo.attempts[attempt.status.key] = attempt;
    }
    EXPECT_EQ(run().attempts.size(), 11U);
}

TEST_F(Reconcile, ADryRunOnlyLooks) {
    put(AttemptState::unknown, 1);
    EXPECT_EQ(run(true).exit_code, 1);
    EXPECT_EQ(odoo.attempts.at("q1portal").status.state, AttemptState::unknown);
    EXPECT_TRUE(journal.lines.empty());
}

TEST_F(Reconcile, HearsWhatCameBackWhenNothingIsOpen) {
    int calls = 0;
    odoo.before = [&calls](const std::string& method) { calls += method == "resolve" ? 1 : 0; };
    EXPECT_EQ(run().exit_code, 0);
    EXPECT_EQ(calls, 1);
}

TEST_F(Reconcile, WhatCannotBeAskedNowStaysUnknownAndIsReported) {
    put(AttemptState::unknown, 1);
    odoo.before = [](const std::string& method) {
        if (method == "resolve") {
            test::lose_the_reply();
        }
    };
    const ReconcileReport report = run();
    EXPECT_EQ(report.exit_code, 1);
    EXPECT_EQ(report.warnings.size(), 1U);
    EXPECT_EQ(odoo.charges(), 1);
}

TEST_F(Reconcile, WorksWhileCollectionIsOff) {
    put(AttemptState::unknown, 1);
    odoo.greeting.companies[0].collection_on = false;
    odoo.greeting.bound = false;
    EXPECT_EQ(run().exit_code, 0);
}

}  // namespace
}  // namespace quittance
