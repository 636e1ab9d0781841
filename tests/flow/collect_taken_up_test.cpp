#include "collect_fixture.hpp"

#include <set>
#include <string>

namespace quittance {
namespace {

using test::CollectTest;

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

}  // namespace
}  // namespace quittance
