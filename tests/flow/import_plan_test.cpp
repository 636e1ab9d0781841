#include "flow/import_plan.hpp"

#include "flow/directory_lookup.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

Directory directory() {
    Directory known;
    known.supplier_id = 7;
    known.clients = {{1, "C-101", "Villa Colombier"}};
    known.services = {{1, "Drap", "Drap"}};
    return known;
}

ReadRow row(int number, const std::string& ticket) {
    ReadRow read;
    read.row = number;
    read.client_code = "C-101";
    read.service = "Drap";
    read.ticket = ticket;
    read.quantity = Decimal::parse("2");
    return read;
}

ReadRow ambiguous(int number, const std::string& ticket) {
    ReadRow read = row(number, ticket);
    read.problems = {{"number_ambiguous", "'1.5' can be read in two ways", number, "Prix"}};
    read.readings = {{".", ",", read.quantity, Decimal::parse("1.5"), Money(300, "EUR")}};
    return read;
}

ReadRow clear_one(int number, const std::string& ticket) {
    ReadRow read = row(number, ticket);
    read.price = Decimal::parse("1.5");
    read.amount = Money(300, "EUR");
    return read;
}

TEST(ImportPlan, AChosenReadingIsKnownAsTheSameLineReadByTheRightMarks) {
    const Directory known = directory();
    for (const std::string ticket : {"", "T-1"}) {
        Profile profile;
        profile.ticket_names = "line";
        LinePlanner wrong(profile, known, {1, "2026-10", "root", ""});
        LinePlanner right(profile, known, {1, "2026-10", "root", ""});
        const ServiceLine line = wrong.plan(ambiguous(2, ticket));
        const ServiceLine wanted = right.plan(clear_one(2, ticket));
        ASSERT_EQ(line.readings.size(), 1U);
        EXPECT_FALSE(line.problems.empty());
        EXPECT_EQ(line.readings[0].content, wanted.content);
        EXPECT_EQ(line.readings[0].key, wanted.key);
        EXPECT_NE(line.content, wanted.content);
        EXPECT_EQ(line.readings[0].amount, "3.00");
    }
}

TEST(ImportPlan, WhatAReadingWouldBeKnownByCountsForNoOtherLine) {
    const Directory known = directory();
    const Profile profile;
    LinePlanner planner(profile, known, {1, "2026-10", "root", ""});
    const ServiceLine line = planner.plan(ambiguous(2, ""));
    EXPECT_EQ(planner.plan(clear_one(3, "")).key, line.readings[0].key)
        << "it is the first of its kind";
}

TEST(ImportPlan, ACodeThatSeveralHaveMeansNoneOfThem) {
    Directory known = directory();
    known.clients = {{1, "C-101", "Villa Colombier"},
                     {2, "c-101", "Chalet"},
                     {3, "", "Loft"},
                     {4, "C-104", "Cabane"},
                     {4, "104", "Cabane"}};
    known.services = {{5, "W1", "Drap"}, {6, "W2", "Drap"}, {7, "W3", "Repas"}, {8, "Repas", "R"}};
    const DirectoryLookup lookup(known);
    EXPECT_EQ(lookup.client("C-101").id, 0);
    EXPECT_EQ(lookup.client("").id, 0);
    EXPECT_EQ(lookup.client("c-104").id, 4);
    EXPECT_EQ(lookup.client("104").id, 4) << "a client under two codes";
    EXPECT_EQ(lookup.service("Drap").id, 0);
    EXPECT_EQ(lookup.service("w2").id, 6);
    EXPECT_EQ(lookup.service("repas").id, 8) << "a code goes before a name";
}

}  // namespace
}  // namespace quittance
