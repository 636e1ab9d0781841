#include "flow/audit.hpp"
#include "fake_odoo.hpp"
#include "fake_witness.hpp"
#include "flow/collect.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace quittance {
namespace {

using test::FakeOdoo;
using test::FakeWitness;

/// A night in which some invoices were charged, then the audit.
class Audit : public ::testing::Test {
protected:
    void charge(int invoices) {
        const int first = static_cast<int>(odoo.invoices.size()) + 1;
        for (int id = first; id < first + invoices; ++id) {
            odoo.invoices.push_back(
                {id, "FAC/" + std::to_string(id), 100 + id, 1'000, "collect", id});
        }
        CollectOrder order;
        order.company_id = 1;
        order.run_key = "run-" + std::to_string(first);
        order.journal = "journal";
        order.keys_per_call = 50;
        order.connections = 1;
        ASSERT_EQ(collect(order, {odoo, odoo, odoo, journal, {}}).exit_code, 0);
    }

    AuditReport of_all(bool dry_run = false) {
        return audit({1, "journal", dry_run, checked, false}, {odoo, odoo, odoo, journal, {}});
    }
    AuditReport of_what_is_new() {
        return audit({1, "journal", false, checked, true}, {odoo, odoo, odoo, journal, {}});
    }

    static std::string codes(const AuditReport& report) {
        std::string text;
        for (const Finding& finding : report.findings) {
            text += (text.empty() ? "" : " ") + finding.code;
        }
        return text;
    }

    const std::string& a_key() const { return odoo.attempts.begin()->first; }
    void stray() {
        odoo.stray_charges.push_back({"stripe", "pi_1", "q1x", Money(500, "EUR"), "succeeded",
                                      "2026-11-04T02:00:00Z", false, true, "", ""});
    }

    FakeOdoo odoo;
    FakeWitness journal;
    std::vector<std::string> checked;
};

TEST_F(Audit, WhatAgreesIsCountedOnAllThreeSides) {
    charge(10);
    const AuditReport report = of_all();
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(codes(report), "");
    EXPECT_EQ(report.compared, 10);
    EXPECT_EQ(report.charges, 10);
    EXPECT_EQ(report.claims, 10);
    EXPECT_EQ(report.asked, 0);
}

TEST_F(Audit, AChargeThatOdooLacksAlarmsTheSupervisorsAndStops) {
    charge(3);
    stray();
    const AuditReport report = of_all();
    EXPECT_EQ(report.exit_code, 4);
    EXPECT_EQ(codes(report), "unknown_charge");
    ASSERT_EQ(odoo.orphans.size(), 1U);
    EXPECT_EQ(odoo.orphans.front().provider_reference, "pi_1");
    EXPECT_NE(odoo.orphans.front().sentence.find("refund it"), std::string::npos);
}

TEST_F(Audit, AChargeThatAPersonHasLookedAtIsNoAlarm) {
    stray();
    checked = {"pi_1"};
    EXPECT_EQ(of_all().exit_code, 0);
    EXPECT_TRUE(odoo.orphans.empty());
}

TEST_F(Audit, ADryRunAlarmsNobodyAndForgetsNothing) {
    stray();
    EXPECT_EQ(of_all(true).exit_code, 4);
    EXPECT_TRUE(odoo.orphans.empty());
}

TEST_F(Audit, APaymentInOdooWithoutAChargeIsNamed) {
    charge(3);
    odoo.not_charged = {a_key()};
    const AuditReport report = of_all();
    EXPECT_EQ(report.exit_code, 1);
    EXPECT_EQ(codes(report), "no_charge");
    EXPECT_EQ(report.findings.front().subject, a_key());
    EXPECT_EQ(report.asked, 1);
}

TEST_F(Audit, AmountsAndStatesThatDifferAreNamed) {
    charge(3);
    odoo.differing[a_key()] = "amount_differs";
    const AuditReport report = of_all();
    EXPECT_EQ(report.exit_code, 1);
    EXPECT_EQ(codes(report), "amount_differs");
}

TEST_F(Audit, WhatTheProviderIsFurtherWithNeedsNobody) {
    charge(3);
    odoo.differing[a_key()] = "under_way";
    EXPECT_EQ(of_all().exit_code, 0);
}

TEST_F(Audit, AProviderThatCannotListIsAskedForEachAndTheReportSaysSo) {
    charge(45);
    odoo.lists = false;
    odoo.not_charged = {a_key()};
    const AuditReport report = of_all();
    EXPECT_EQ(report.charges, 0);
    EXPECT_EQ(report.asked, 45);
    EXPECT_EQ(odoo.asked, 45);
    EXPECT_EQ(codes(report), "no_charge");
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_NE(report.warnings.front().find("cannot list"), std::string::npos);
}

TEST_F(Audit, AListThatCannotBeHadIsNoEmptyOneAndIsReadAnotherNight) {
    charge(2);
    EXPECT_EQ(of_what_is_new().exit_code, 0);
    stray();
    odoo.list_fails = true;
    odoo.greeting.time = "2026-11-06T02:00:00Z";
    const AuditReport failed = of_what_is_new();
    EXPECT_EQ(failed.exit_code, 3);
    EXPECT_NE(failed.warnings.back().find("HTTP 500"), std::string::npos);
    odoo.list_fails = false;
    odoo.greeting.time = "2026-11-07T02:00:00Z";
    const AuditReport again = of_what_is_new();
    EXPECT_EQ(again.since, "2026-11-05T02:00:00Z");
    EXPECT_EQ(again.exit_code, 4);
}

TEST_F(Audit, AProviderThatTellsNothingIsCountedAsNotCompared) {
    charge(2);
    odoo.lists = odoo.asks = false;
    const AuditReport report = of_all();
    EXPECT_EQ(codes(report), "");
    EXPECT_NE(report.warnings.back().find("2 of its charges"), std::string::npos);
}

TEST_F(Audit, TheNightsAuditLooksAtWhatIsNewSinceTheLastOneAlone) {
    charge(10);
    EXPECT_EQ(of_what_is_new().compared, 10);
    odoo.greeting.time = "2026-11-06T02:00:00Z";
    charge(2);
    const AuditReport second = of_what_is_new();
    EXPECT_EQ(second.since, "2026-11-05T02:00:00Z");
    EXPECT_EQ(second.exit_code, 0);
    odoo.greeting.time = "2026-11-07T02:00:00Z";
    const AuditReport third = of_what_is_new();
    EXPECT_EQ(third.since, "2026-11-06T02:00:00Z");
    EXPECT_EQ(third.charges, 2);
    EXPECT_EQ(third.claims, 2);
    EXPECT_EQ(of_all().charges, 12);
}

TEST_F(Audit, WhatNeedsAPersonIsToldAgainEveryNight) {
    charge(1);
    EXPECT_EQ(of_what_is_new().exit_code, 0);
    stray();
    EXPECT_EQ(of_what_is_new().exit_code, 4);
    odoo.greeting.time = "2026-11-06T02:00:00Z";
    const AuditReport again = of_what_is_new();
    EXPECT_EQ(again.exit_code, 4);
    EXPECT_EQ(again.since, "2026-11-05T02:00:00Z");
}

TEST_F(Audit, WhileARestoreIsOpenTheNightsAuditLeavesItToAPerson) {
    odoo.greeting.restore_open = true;
    const AuditReport report = of_what_is_new();
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_NE(report.warnings.front().find("`quittance audit`"), std::string::npos);
    EXPECT_TRUE(odoo.listed_since.empty());
}

TEST_F(Audit, ThreeThousandChargesTakeFewCalls) {
    charge(3'000);
    odoo.calls = 0;
    const AuditReport report = of_what_is_new();
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(report.charges, 3'000);
    EXPECT_EQ(report.claims, 3'000);
    EXPECT_LE(odoo.calls, 70);  // pages of 100 charges, 200 claims, 200 keys
}

}  // namespace
}  // namespace quittance
