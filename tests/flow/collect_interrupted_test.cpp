#include "collect_fixture.hpp"
#include "support/port_error.hpp"

#include <atomic>
#include <set>
#include <string>

namespace quittance {
namespace {

using Collect = test::CollectTest;
using test::Card;
using test::CollectTest;

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

TEST_F(Collect, WhereTheProvidersListCannotBeHadNothingIsChargedAndItIsReadLater) {
    EXPECT_EQ(run().exit_code, 0);
    odoo.stray_charges = {{"fake", "pi_stray", "q1stray", Money(1'000, "EUR"), "succeeded",
                           "2026-11-05T12:00:00Z", false, true, "", ""}};
    odoo.invoices.push_back({11, "FAC/11", 111, 8'000, "collect", 11});
    odoo.list_fails = true;
    odoo.greeting.time = "2026-11-06T02:00:00Z";
    order.run_key = "run-2";
    EXPECT_THROW(static_cast<void>(run()), PortError);
    EXPECT_EQ(odoo.charges(), 10);
    odoo.list_fails_after = 1;
    EXPECT_EQ(run().exit_code, 4) << "what the pages before have shown is named first";
    odoo.list_fails = false;
    odoo.greeting.time = "2026-11-07T02:00:00Z";
    const CollectReport later = run();
    EXPECT_EQ(later.exit_code, 4) << "a charge that Odoo lacks still stops the run";
    EXPECT_EQ(odoo.listed_since.back(), "2026-11-05T02:00:00Z");
    EXPECT_EQ(odoo.charges(), 10);
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
