#include "flow/collect.hpp"

#include "fake_odoo.hpp"
#include "fake_witness.hpp"
#include "flow/audit.hpp"
#include "flow/reconcile.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace quittance {
namespace {

using test::Card;
using test::FakeOdoo;
using test::FakeWitness;

class CollectTest : public ::testing::Test {
protected:
    CollectTest() {
        for (int id = 1; id <= 10; ++id) {
            odoo.invoices.push_back(
                {id, "FAC/" + std::to_string(id), 100 + id, 1'000 * id, "collect", id});
        }
    }

    CollectReport run() { return collect(order, {odoo, odoo, odoo, journal, {}}); }
    ReconcileReport follow_up() { return reconcile({1, false, 4}, {odoo, odoo, journal, {}}); }
    AuditReport compare() {
        return audit({1, "journal", false, {}}, {odoo, odoo, odoo, journal, {}});
    }

    static int count(const CollectReport& report, Bucket bucket) {
        int found = 0;
        for (const CollectItem& item : report.items) {
            found += item.bucket == bucket ? 1 : 0;
        }
        return found;
    }

    void expect_nobody_charged_twice() {
        for (const auto& invoice : odoo.invoices) {
            EXPECT_LE(odoo.charges_of(invoice.move_id), 1) << invoice.name;
        }
    }

    static CollectOrder standard_order() {
        CollectOrder standard;
        standard.company_id = 1;
        standard.run_key = "run-1";
        standard.journal = "journal";
        standard.keys_per_call = 2;
        return standard;
    }

    FakeOdoo odoo;
    FakeWitness journal;
    CollectOrder order = standard_order();
};

using Collect = CollectTest;

TEST_F(Collect, EveryDueInvoiceIsChargedAndBookedOnce) {
    const CollectReport report = run();
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(report.looked_at, 10);
    EXPECT_EQ(count(report, Bucket::collected), 10);
    EXPECT_TRUE(report.adds_up());
    EXPECT_EQ(odoo.charges(), 10);
}

TEST_F(Collect, TheSecondRunChargesNothing) {
    static_cast<void>(run());
    const auto before = odoo.attempts.size();
    const CollectReport second = run();
    EXPECT_EQ(second.looked_at, 0);
    EXPECT_EQ(odoo.charges(), 10);
    EXPECT_EQ(odoo.attempts.size(), before);
}

TEST_F(Collect, EveryInvoiceLandsInOneBucketAndTheyAddUp) {
    odoo.cards = {{1, Card::declined}, {2, Card::pending}, {3, Card::slow}};
    odoo.invoices[4].reason_code = "no_method";
    odoo.invoices[5].reason_code = "held_client";
    const CollectReport report = run();
    EXPECT_TRUE(report.adds_up());
    EXPECT_EQ(count(report, Bucket::failed), 1);
    EXPECT_EQ(count(report, Bucket::pending), 1);
    EXPECT_EQ(count(report, Bucket::skipped), 2);
    EXPECT_EQ(count(report, Bucket::collected), 6);  // the slow one was cleared by asking
    EXPECT_EQ(report.exit_code, 1);
    std::int64_t residual = 0;
    for (const BucketTotal& total : report.totals()) {
        residual += total.residual_minor;
    }
    EXPECT_EQ(residual, 55'000);
}

TEST_F(Collect, ADryRunTouchesNothing) {
    order.dry_run = true;
    const CollectReport report = run();
    EXPECT_EQ(count(report, Bucket::planned), 10);
    EXPECT_TRUE(report.adds_up());
    EXPECT_TRUE(odoo.attempts.empty());
    EXPECT_TRUE(journal.lines.empty());
}

TEST_F(Collect, CapsHoldPerChargeAndPerRun) {
    order.caps.charge_max_minor = 9'000;
    order.caps.run_max_minor = 12'000;
    const CollectReport report = run();
    EXPECT_EQ(count(report, Bucket::collected), 4);  // 10 + 20 + 30 + 40; then 100 is spent but 20
    EXPECT_TRUE(report.adds_up());
    std::int64_t charged = 0;
    for (const CollectItem& item : report.items) {
        charged += item.bucket == Bucket::collected ? item.amount_minor : 0;
        EXPECT_FALSE(item.move_id == 10 && item.bucket == Bucket::collected);
    }
    EXPECT_LE(charged, 12'000);
}

TEST_F(Collect, NothingIsSentWithoutItsIntentInTheJournal) {
    odoo.before = [this](const std::string& method) {
        if (method != "prepare" && method != "execute" && method != "book") {
            return;
        }
        std::size_t intents = 0;
        for (const auto& line : journal.lines) {
            intents += line.intent ? 1 : 0;
        }
        EXPECT_GT(intents, 0U);
    };
    order.connections = 1;
    static_cast<void>(run());
    std::set<std::string> intended;
    for (const auto& line : journal.lines) {
        if (line.intent && line.step == WitnessStep::execute) {
            intended.insert(line.attempt.key);
        } else if (!line.intent && line.step == WitnessStep::execute) {
            EXPECT_TRUE(intended.contains(line.attempt.key));
        }
    }
    EXPECT_EQ(intended.size(), 10U);
}

TEST_F(Collect, AFullJournalSendsNothingMore) {
    journal.before = [](bool) { throw PortError(Advice::retry_later, "disk full"); };
    EXPECT_THROW(static_cast<void>(run()), PortError);
    EXPECT_EQ(odoo.charges(), 0);
    EXPECT_TRUE(odoo.attempts.empty());
}

TEST_F(Collect, UnknownChargeIsNotRepeated) {
    std::atomic<int> executions{0};
    odoo.after = [&](const std::string& method) {
        if (method == "execute" && ++executions == 2) {
            test::lose_the_reply();
        }
    };
    const CollectReport report = run();
    expect_nobody_charged_twice();
    EXPECT_EQ(odoo.charges(), 10);
    EXPECT_EQ(count(report, Bucket::collected), 10);
    EXPECT_EQ(executions, 5);
}

TEST_F(Collect, WhatACallBrokenOffDidNotSendIsSentByTheSameRun) {
    std::atomic<int> executions{0};
    odoo.before = [&](const std::string& method) {
        if (method == "execute" && ++executions == 1) {
            test::lose_the_reply();
        }
    };
    const CollectReport report = run();
    EXPECT_EQ(count(report, Bucket::collected), 10);
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(odoo.charges(), 10);
    expect_nobody_charged_twice();
}

TEST_F(Collect, WhatBreaksOffTwiceIsLeftForTheNextRun) {
    bool breaks = true;
    odoo.before = [&](const std::string& method) {
        if (method == "execute" && breaks) {
            test::lose_the_reply();
        }
    };
    EXPECT_EQ(count(run(), Bucket::prepared), 10);
    breaks = false;
    EXPECT_EQ(count(run(), Bucket::collected), 10);
    EXPECT_EQ(odoo.charges(), 10);
    expect_nobody_charged_twice();
}

/// What an earlier run left prepared is held against the limits of the run that takes it up.
class CollectTakenUp : public CollectTest {
protected:
    CollectTakenUp() {
        odoo.before = [](const std::string& method) {
            if (method == "execute") {
                test::lose_the_reply();
            }
        };
        EXPECT_EQ(count(run(), Bucket::prepared), 10);
        odoo.before = nullptr;
        order.run_key = "run-2";
    }

    static std::set<int> collected(const CollectReport& report) {
        std::set<int> moves;
        for (const CollectItem& item : report.items) {
            if (item.bucket == Bucket::collected) {
                moves.insert(item.move_id);
            }
        }
        return moves;
    }

    static int skipped_as(const CollectReport& report, const std::string& code) {
        int found = 0;
        for (const CollectItem& item : report.items) {
            found += item.bucket == Bucket::skipped && item.reason_code == code ? 1 : 0;
        }
        return found;
    }
};

TEST_F(CollectTakenUp, HoldsTheLimitOfACharge) {
    order.caps.charge_max_minor = 9'000;
    const CollectReport report = run();
    EXPECT_EQ(collected(report), (std::set<int>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(skipped_as(report, "above_cap"), 1);
    EXPECT_EQ(odoo.charges(), 9);
    EXPECT_TRUE(report.adds_up());
}

TEST_F(CollectTakenUp, HoldsTheTotalOfTheRunTogetherWithNewCharges) {
    odoo.invoices.insert(odoo.invoices.begin(), {11, "FAC/11", 111, 8'000, "collect", 11});
    order.caps.run_max_minor = 12'000;
    const CollectReport report = run();
    EXPECT_EQ(collected(report), (std::set<int>{11, 1, 2}));  // 80 + 10 + 20
    EXPECT_EQ(skipped_as(report, "above_run_cap"), 8);
    EXPECT_EQ(odoo.charges(), 3);
    EXPECT_TRUE(report.adds_up());
}

TEST_F(CollectTakenUp, HoldsTheNumberOfCharges) {
    order.caps.charges_max = 4;
    const CollectReport report = run();
    EXPECT_EQ(collected(report).size(), 4U);
    EXPECT_EQ(skipped_as(report, "above_run_count"), 6);
    EXPECT_EQ(odoo.charges(), 4);
    order.caps.charges_max = 0;
    order.run_key = "run-3";
    EXPECT_EQ(collected(run()).size(), 6U);
    expect_nobody_charged_twice();
}

TEST_F(Collect, ALostReplyToPrepareIsAskedAbout) {
    std::atomic<int> prepares{0};
    odoo.after = [&](const std::string& method) {
        if (method == "prepare" && ++prepares == 1) {
            test::lose_the_reply();
        }
    };
    EXPECT_EQ(count(run(), Bucket::collected), 10);
    EXPECT_EQ(odoo.attempts.size(), 10U);
}

TEST_F(Collect, StopsWhereAPersonSwitchedItOff) {
    odoo.greeting.companies[0].collection_on = false;
    odoo.greeting.companies[0].collection_message = "switched off by Anne";
    const CollectReport report = run();
    EXPECT_EQ(report.exit_code, 4);
    ASSERT_EQ(report.stops.size(), 1U);
    EXPECT_EQ(report.stops[0], "switched off by Anne");
    EXPECT_EQ(odoo.charges(), 0);
}

TEST_F(Collect, WhileSwitchedOffItPlansWhatItWouldHaveCollectedAndSendsNothing) {
    odoo.greeting.companies[0].collection_on = false;
    for (auto& invoice : odoo.invoices) {
        invoice.reason_code = invoice.move_id == 10 ? "no_method" : "stopped";
    }
    const CollectReport report = run();
    EXPECT_TRUE(report.only_switched_off);
    EXPECT_EQ(report.total_of(Bucket::planned).count, 9);
    EXPECT_EQ(report.total_of(Bucket::planned).amount_minor, 45'000);
    EXPECT_TRUE(report.adds_up());
    EXPECT_TRUE(odoo.attempts.empty());
    EXPECT_TRUE(journal.lines.empty());
    ASSERT_EQ(odoo.planned_runs.size(), 1U);
    EXPECT_TRUE(odoo.planned_runs[0].dry_run);
}

TEST_F(Collect, TheFirstDaysBeforeBindingAreDryAsWell) {
    odoo.greeting.companies[0].collection_on = false;
    odoo.greeting.bound = odoo.greeting.ever_bound = false;
    EXPECT_TRUE(run().only_switched_off);
    odoo.greeting.ever_bound = true;  // bound elsewhere: a copy
    EXPECT_FALSE(run().only_switched_off);
    odoo.greeting.ever_bound = false;
    odoo.greeting.companies[0].collection_on = true;  // only the binding is missing: an alarm
    EXPECT_FALSE(run().only_switched_off);
    EXPECT_TRUE(odoo.attempts.empty());
}

TEST_F(Collect, ARunThatWaitsForItsReleaseSendsNothingAndSaysWhoHasToDoWhat) {
    odoo.release_answer = {"waiting", "a supervisor releases the list"};
    const CollectReport report = run();
    EXPECT_EQ(report.exit_code, 4);
    EXPECT_EQ(report.stops, std::vector<std::string>{"a supervisor releases the list"});
    EXPECT_EQ(count(report, Bucket::skipped), 10);
    EXPECT_TRUE(report.adds_up());
    EXPECT_TRUE(odoo.attempts.empty());
}

TEST_F(Collect, AReleasedRunChargesWhatIsOnTheListAlone) {
    odoo.release_answer = {"released", "Anne released 2 invoices"};
    odoo.released_moves = {2, 3};
    const CollectReport report = run();
    EXPECT_EQ(count(report, Bucket::collected), 2);
    EXPECT_EQ(odoo.charges(), 2);
    EXPECT_EQ(report.exit_code, 1);
    EXPECT_TRUE(report.adds_up());
}

TEST_F(Collect, ADryRunShowsTheListThatWouldWait) {
    order.dry_run = true;
    odoo.release_answer = {"waiting", "a supervisor releases the list"};
    const CollectReport report = run();
    EXPECT_EQ(count(report, Bucket::planned), 10);
    EXPECT_EQ(report.warnings, std::vector<std::string>{"a supervisor releases the list"});
    EXPECT_EQ(report.items[0].method, "card");
}

TEST_F(Collect, ACopyOfTheDatabaseChargesNothing) {
    odoo.greeting.bound = false;
    EXPECT_EQ(run().exit_code, 4);
    EXPECT_TRUE(odoo.attempts.empty());
}

TEST_F(Collect, AnotherContractIsAMatterOfConfiguration) {
    odoo.greeting.contract = 0;
    const CollectReport report = run();
    EXPECT_EQ(report.exit_code, 2);
    EXPECT_NE(report.stops.at(0).find("update the addon"), std::string::npos);
}

TEST_F(Collect, AChargeThatOdooDoesNotKnowStopsTheRun) {
    odoo.stray_charges.push_back({"stripe", "pi_1", "q1x", Money(500, "EUR"), "succeeded",
                                  "2026-11-04T02:00:00Z", false, true, "", ""});
    const CollectReport report = run();
    EXPECT_EQ(report.exit_code, 4);
    EXPECT_NE(report.stops.at(0).find("pi_1"), std::string::npos);
    EXPECT_EQ(odoo.charges(), 0);
    order.checked_charges = {"pi_1"};
    EXPECT_EQ(run().exit_code, 0);
}

TEST_F(Collect, ARestoredDatabaseStopsUntilTheAuditAndChargesNobodyAgain) {
    const auto backup = odoo.backup();
    static_cast<void>(run());
    const int charged = odoo.charges();
    const auto charged_once = odoo.attempts;
    odoo.restore(backup);

    EXPECT_EQ(run().exit_code, 4);
    EXPECT_FALSE(odoo.reported.empty());
    EXPECT_TRUE(odoo.attempts.empty());

    const AuditReport report = compare();
    EXPECT_EQ(report.exit_code, 1);
    EXPECT_EQ(report.findings.size(), 10U);
    EXPECT_NE(report.next_step.find("accepts the restore"), std::string::npos);
    odoo.greeting.restore_open = false;
    odoo.greeting.epoch = "epoch-2";

    EXPECT_EQ(run().exit_code, 0);
    EXPECT_EQ(odoo.attempts.size(), 10U);
    EXPECT_EQ(odoo.charges(), charged);
    EXPECT_EQ(follow_up().exit_code, 0);
    expect_nobody_charged_twice();
    EXPECT_TRUE(compare().findings.empty());
}

TEST_F(Collect, AnIntentThatWasNeverAcknowledgedIsAnOrdinaryCrash) {
    odoo.before = [](const std::string& method) {
        if (method == "prepare") {
            test::refuse_the_connection();
        }
    };
    EXPECT_THROW(static_cast<void>(run()), PortError);
    odoo.before = nullptr;
    EXPECT_EQ(run().exit_code, 0);
    EXPECT_EQ(odoo.charges(), 10);
}

/// Whatever call the connector dies at, a second run and `reconcile` end in one charge each.
class CollectCrash : public CollectTest, public ::testing::WithParamInterface<int> {};

struct PowerCut {};

TEST_P(CollectCrash, EndsInOneChargeForEachInvoice) {
    odoo.cards = {{3, Card::slow}};
    order.connections = 1;
    int calls = 0;
    const auto cut = [&](const std::string&) {
        if (++calls == GetParam()) {
            throw PowerCut{};
        }
    };
    odoo.before = cut;
    odoo.after = cut;
    journal.before = [&](bool) { cut(""); };
    try {
        static_cast<void>(run());
    } catch (const PowerCut&) {
        // and up again
    }
    odoo.before = odoo.after = nullptr;
    journal.before = nullptr;
    static_cast<void>(follow_up());
    static_cast<void>(run());
    static_cast<void>(follow_up());
    expect_nobody_charged_twice();
    EXPECT_EQ(odoo.charges(), 10);
    for (const auto& [key, attempt] : odoo.attempts) {
        EXPECT_EQ(attempt.charges > 0, attempt.status.booked) << key;
    }
    EXPECT_TRUE(compare().findings.empty());
}

INSTANTIATE_TEST_SUITE_P(AtEveryCall, CollectCrash, ::testing::Range(1, 90));

}  // namespace
}  // namespace quittance
