#include "collect_fixture.hpp"

#include <string>
#include <vector>

namespace quittance {
namespace {

using Collect = test::CollectTest;
using test::Card;

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

}  // namespace
}  // namespace quittance
