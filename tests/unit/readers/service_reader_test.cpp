#include "laundry_list.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::expect_lavage;
using test::good;
using test::laundry;
using test::read_services;
using test::refusal;

// PA-19
TEST(Services, Pa19IdThatASpreadsheetDestroyed) {
    const auto table =
        read_services("Type;Quantité;ID client;Prix\nLavage;1;1.23E+05;2\n", laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "id_destroyed");
}

// PA-19
TEST(Services, Pa19TicketsAndServicesThatASpreadsheetDestroyed) {
    Profile profile = laundry();
    profile.columns.ticket = "Bon";
    const std::string bytes =
        "Bon;Type;Quantité;ID client;Prix\n1,23457E+11;Lavage;1;C-1;2\n12;2,5E-03;1;C-1;2\n";
    EXPECT_FALSE(read_services(bytes, profile).rows.at(0).problem()) << "tickets mean nothing here";
    profile.ticket_names = "line";
    const auto table = read_services(bytes, profile);
    EXPECT_EQ(table.rows.at(0).problem()->code, "id_destroyed");
    EXPECT_EQ(table.rows.at(0).problem()->column, "Bon");
    EXPECT_EQ(table.rows.at(1).problem()->column, "Type");
}

TEST(Services, ShortRowIsAProblemOfThatRow) {
    const auto table =
        read_services("Type;Quantité;ID client;Prix\nLavage;2\nLavage;2;C-1;1\n", laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "row_short");
    EXPECT_FALSE(table.rows.at(1).problem());
}

// PA-03, PA-15
TEST(Services, ARowThatGoesOnBeyondTheHeaderIsNotReadShifted) {
    Profile profile = laundry();
    profile.delimiter = ",";
    const auto table = read_services(
        "Type,Quantité,ID client,Prix,,\nLavage,1,5,C-1,3,50\nLavage,1,C-1,3,,,,\n", profile);
    EXPECT_EQ(table.rows.at(0).problem()->code, "row_long");
    EXPECT_FALSE(table.rows.at(0).quantity || table.rows.at(0).price || table.rows.at(0).amount);
    EXPECT_FALSE(table.rows.at(1).problem()) << "empty cells at the end are nothing";
}

TEST(Services, WithoutAHeaderTheFirstWholeRowSaysHowManyColumnsThereAre) {
    Profile profile = laundry();
    profile.header_row = 0;
    profile.columns.client = "1";
    profile.columns.service = "2";
    profile.columns.quantity = "3";
    profile.columns.price = "4";
    const auto table = read_services(
        "Octobre\nC-1;Lavage;1;2;note;x\nC-2;Lavage;1;3\nC-3;Lavage;1;2;note;x;y\n", profile);
    EXPECT_EQ(table.rows.at(0).problem()->code, "row_short");
    EXPECT_FALSE(table.rows.at(1).problem());
    EXPECT_FALSE(table.rows.at(2).problem());
    EXPECT_EQ(table.rows.at(3).problem()->code, "row_long");
}

// PA-12
TEST(Services, ARowThatWasCutBeforeItsTicketIsShort) {
    Profile profile = laundry();
    profile.columns.comment = "Note";
    profile.columns.ticket = "Bon";
    profile.ticket_names = "line";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Bon;Note\nLavage;1;C-1;2;T-1\nLavage;1;C-2;2\n"
        "Lavage;1;C-3;2;;x\nLavage;1;C-4;2;;\n",
        profile);
    EXPECT_FALSE(table.rows.at(0).problem()) << "a comment may be missing";
    EXPECT_EQ(table.rows.at(1).problem()->code, "row_short");
    EXPECT_FALSE(table.rows.at(2).problem());
    ASSERT_EQ(table.facts.warnings.size(), 1U);
    EXPECT_EQ(table.facts.warnings[0].code, "ticket_missing");
    EXPECT_EQ(table.facts.warnings[0].row, 4);
    EXPECT_NE(table.facts.warnings[0].message.find("ticket: 2,"), std::string::npos);
    profile.ticket_names = "";
    EXPECT_TRUE(read_services("Type;Quantité;ID client;Prix;Bon;Note\nLavage;1;C-3;2;;x\n", profile)
                    .facts.warnings.empty());
}

TEST(Services, ACodeThatIsLongerThanAnyIsAProblemOfItsRow) {
    const auto table = read_services("Type;Quantité;ID client;Prix\n" + std::string(60'000, 'x') +
                                         ";1;C-1;2\n" + std::string(500, 'x') + ";1;C-1;2\n",
                                     laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "code_long");
    EXPECT_EQ(table.rows.at(0).problem()->column, "Type");
    EXPECT_EQ(table.rows.at(0).service.size(), 500U);
    EXPECT_FALSE(table.rows.at(1).problem());
}

TEST(Services, WhatCannotBeReadAtAllSaysWhy) {
    EXPECT_EQ(refusal("", laundry()), "file_empty");
    EXPECT_EQ(refusal("Type;Quantité;ID client;Prix\n", laundry()), "file_empty");
    EXPECT_EQ(refusal("Type,Quantité,ID client,Prix\nL,1,C,2\n", laundry()), "header_missing");
    EXPECT_EQ(refusal("Type;Type;Quantité;ID client;Prix\n", laundry()), "header_ambiguous");
    EXPECT_EQ(refusal(std::string("Type\0;x", 7), laundry()), "charset");
    EXPECT_EQ(refusal("Type;Quantité;ID client;Prix\n\"L;1;C;2\n", laundry()), "file_broken");
    Profile by_date = laundry();
    by_date.period_rule = "date";
    EXPECT_EQ(refusal(good, by_date), "profile") << "no date column, yet dates decide the month";
}

TEST(Services, ColumnsByNumberWhereThereIsNoHeader) {
    Profile profile = laundry();
    profile.header_row = 0;
    profile.columns.client = "3";
    profile.columns.service = "1";
    profile.columns.quantity = "2";
    profile.columns.price = "4";
    profile.columns.amount = "";
    profile.columns.ticket = "";
    profile.columns.date = "";
    profile.columns.comment = "";
    expect_lavage(read_services("\nLavage;12,5;C-104;1,20\n", profile));
}

}  // namespace
}  // namespace quittance
