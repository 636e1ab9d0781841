#include "domain/draft_plan.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

UnbilledLine line(int id, const char* period, const char* quantity = "2",
                  const char* price = "10.00") {
    UnbilledLine made;
    made.id = id;
    made.client_id = 5;
    made.product_id = 9;
    made.own_period = period;
    made.name = "Laundry";
    made.quantity = Decimal::parse(quantity).value();
    made.price = Decimal::parse(price).value();
    made.amount = line_amount(made.price, made.quantity, "EUR");
    return made;
}

DraftInput input(std::vector<UnbilledLine> lines) {
    DraftInput made;
    made.period = "2026-10";
    made.lines = std::move(lines);
    return made;
}

MonthStanding standing(const char* period, MonthStatus status) {
    return {{5, period, "EUR", "services", ""}, status, ""};
}

TEST(DraftPlan, OneMonthForAllLinesOfAClient) {
    const DraftPlan plan = plan_drafts(input({line(1, "2026-10"), line(2, "2026-10")}));
    ASSERT_EQ(plan.months.size(), 1U);
    EXPECT_EQ(plan.months[0].key.period, "2026-10");
    EXPECT_EQ(plan.months[0].untaxed.text(), "40.00");
}

TEST(DraftPlan, LateLineGoesOntoTheMonthBeingDrafted) {
    DraftInput late = input({line(1, "2026-09")});
    late.months = {standing("2026-09", MonthStatus::posted)};
    EXPECT_EQ(plan_drafts(late).months.at(0).key.period, "2026-10");
}

TEST(DraftPlan, LateLineGoesOntoItsOwnMonthWhileThatIsADraft) {
    DraftInput late = input({line(1, "2026-09")});
    late.months = {standing("2026-09", MonthStatus::open)};
    EXPECT_EQ(plan_drafts(late).months.at(0).key.period, "2026-09");
}

/// Of a file that gives these alone: what it does not say is no number.
UnbilledLine stated(const char* quantity, const char* price, std::int64_t minor) {
    UnbilledLine made = line(1, "2026-10", "0", "0");
    made.quantity = Decimal::parse(quantity).value_or(Decimal());
    made.price = Decimal::parse(price).value_or(Decimal());
    made.amount = Money(minor, "EUR");
    return made;
}

TEST(DraftPlan, QuantityAndAmountAloneMakeThePriceOfOne) {
    const DraftLine drafted = draft_line(stated("3", "", 3000), input({}));
    EXPECT_EQ(drafted.quantity.text() + " x " + drafted.price.text(), "3 x 10");
    EXPECT_EQ(drafted.name, "Laundry");
}

TEST(DraftPlan, APriceOfOneThatHasNoEndIsNotWrittenDown) {
    const DraftLine drafted = draft_line(stated("3", "", 1000), input({}));
    EXPECT_EQ(drafted.quantity.text() + " x " + drafted.price.text(), "1 x 10");
    EXPECT_EQ(drafted.name, "Laundry · × 3");
}

TEST(DraftPlan, AnAmountWithoutQuantityIsBilledAsOne) {
    for (const char* price : {"", "10"}) {
        const DraftLine drafted = draft_line(stated("", price, 5000), input({}));
        EXPECT_EQ(drafted.quantity.text() + " x " + drafted.price.text(), "1 x 50");
        EXPECT_EQ(drafted.name, "Laundry");
    }
}

TEST(DraftPlan, ValidatedMonthGetsNothingMore) {
    DraftInput closed = input({line(1, "2026-10")});
    closed.months = {standing("2026-10", MonthStatus::posted)};
    const DraftPlan plan = plan_drafts(closed);
    EXPECT_TRUE(plan.months.empty());
    EXPECT_EQ(plan.waiting, 1);
    EXPECT_EQ(plan.issues.at(0).code, "month_posted");
}

TEST(DraftPlan, DeletedDraftIsAskedAboutOnce) {
    DraftInput deleted = input({line(1, "2026-10"), line(2, "2026-10")});
    deleted.months = {standing("2026-10", MonthStatus::deleted)};
    const DraftPlan plan = plan_drafts(deleted);
    EXPECT_TRUE(plan.months.empty());
    EXPECT_EQ(plan.waiting, 2);
    EXPECT_EQ(plan.issues.size(), 1U);
}

TEST(DraftPlan, CalculationThatOdooCannotCarryGoesAsOneAmount) {
    const UnbilledLine fine = line(1, "2026-10", "37", "0.125");
    const DraftLine drafted = draft_line(fine, input({}));
    EXPECT_EQ(drafted.quantity.text(), "1");
    EXPECT_EQ(drafted.price.text(), "4.63");
    EXPECT_EQ(drafted.name, "Laundry · 37 × 0.125");
}

TEST(DraftPlan, FractionOfACentIsCarriedOnlyWhereOdooRoundsEachLine) {
    const UnbilledLine half = line(1, "2026-10", "1.5", "0.35");  // 0.525
    DraftInput terms = input({});
    EXPECT_EQ(draft_line(half, terms).quantity.text(), "1");
    terms.rounds_per_line = true;
    EXPECT_EQ(draft_line(half, terms).quantity.text(), "1.5");
}

TEST(DraftPlan, WithdrawnLineLeavesAnOpenDraft) {
    DraftInput taken_back = input({});
    taken_back.withdrawn = {{line(3, "2026-10"), true, false}};
    const DraftPlan plan = plan_drafts(taken_back);
    EXPECT_EQ(plan.months.at(0).withdraw, std::vector<int>{3});
    EXPECT_TRUE(plan.months.at(0).lines.empty());
}

TEST(DraftPlan, WithdrawnLineOfAPostedInvoiceIsReversedOnTheNextMonth) {
    DraftInput taken_back = input({});
    taken_back.withdrawn = {{line(3, "2026-09"), false, false}};
    const DraftPlan plan = plan_drafts(taken_back);
    const DraftLine& reversal = plan.months.at(0).lines.at(0);
    EXPECT_EQ(plan.months[0].key.period, "2026-10");
    EXPECT_TRUE(reversal.reverses);
    EXPECT_EQ(reversal.untaxed.text(), "-20.00");
    EXPECT_EQ(reversal.quantity.text(), "-2");
}

TEST(DraftPlan, WhatAPersonEditedIsLeftToAPerson) {
    DraftInput taken_back = input({});
    taken_back.withdrawn = {{line(3, "2026-10"), true, true}};
    const DraftPlan plan = plan_drafts(taken_back);
    EXPECT_TRUE(plan.months.empty());
    EXPECT_EQ(plan.issues.at(0).code, "edited");
}

}  // namespace
}  // namespace quittance
