#include "billing_fixture.hpp"
#include "flow/check.hpp"

namespace quittance {
namespace {

using test::Billing;
using test::laundry;

TEST_F(Billing, GoodLinesAreBillableTogetherAndOthersWait) {
    const ImportReport report = import("Lavage;2;C-104;1,50;\nWASH;1;C-9X9;2;\n");
    EXPECT_EQ(report.period, "2026-10");
    EXPECT_EQ(books.count("billable"), 1);
    EXPECT_EQ(books.count("quarantine"), 1);
    EXPECT_EQ(report.total, "5.00");
    EXPECT_TRUE(report.asks_a_person());
}

// PA-06
TEST_F(Billing, Pa06SameBytesAgainChangeNothing) {
    import("Lavage;2;C-104;1,50;\n");
    EXPECT_EQ(import("Lavage;2;C-104;1,50;\n").outcome, ImportOutcome::known);
    EXPECT_EQ(books.kept.size(), 1U);
}

// PA-23
TEST_F(Billing, Pa23ThatCardNumbersWereMaskedIsWarnedAbout) {
    ImportRequest request;
    request.company_id = 1;
    request.file.supplier_code = "LAUNDRY";
    const ImportReport report = import(request,
                                       "Type;Qty;Client;Price;Ticket;Note\n"
                                       "WASH;1;C-104;2;;by 4111 1111 1111 1111\n");
    EXPECT_EQ(books.count("billable"), 1);
    EXPECT_EQ(books.files.back().file.masked, 1);
    ASSERT_FALSE(report.problems.empty());
    EXPECT_EQ(report.problems.back().code, "card_number");
    EXPECT_NE(report.problems.back().message.find("holds 1 payment card"), std::string::npos);
}

// PA-10
TEST_F(Billing, Pa10UnknownClientGetsTheNearestAsASuggestionOnly) {
    import(
        "WASH;1;C-9X9;2;\nWASH;1;123;2;\nWASH;1; C-104 ;2;\nWASH;1;Zzz;2;\n"
        "WASH;1;C-1O4;2;\n");
    EXPECT_EQ(books.kept.at(0).line.problems.front().suggestion, "C-909");
    EXPECT_EQ(books.kept.at(1).line.problems.front().suggestion, "00123")
        << "leading zeros are lost in a sheet";
    EXPECT_TRUE(books.kept.at(2).line.problems.empty()) << "blanks around a code do not count";
    EXPECT_EQ(books.kept.at(3).line.problems.front().suggestion, "");
    EXPECT_EQ(books.kept.at(4).line.problems.front().suggestion, "C-104")
        << "the letter O for a zero";
    EXPECT_EQ(books.count("billable"), 1);
}

// PA-12
TEST_F(Billing, Pa12TwoIdenticalLinesWithoutTicketAreTwoLines) {
    books.profiles["laundry"].total_label.clear();
    const ImportReport report = import("WASH;1;C-104;2;\nWASH;1;C-104;2;\nWASH;1;C-104;3;\n");
    EXPECT_EQ(books.count("billable"), 3);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, "repeated_line");
    EXPECT_EQ(report.problems[0].row, 3);
    EXPECT_NE(report.problems[0].message.find("1 (3 as 2)"), std::string::npos);
}

TEST_F(Billing, WhatTheFileDoesNotSayIsNotMadeUp) {
    books.profiles["laundry"].columns.price = "";
    books.profiles["laundry"].columns.amount = "Price";
    (void)import("WASH;3;C-104;30;\nWASH;;C-104;12;\n");
    ASSERT_EQ(books.kept.size(), 2U);
    EXPECT_EQ(books.kept[0].line.quantity, "3");
    EXPECT_EQ(books.kept[0].line.price, "");
    EXPECT_EQ(books.kept[0].line.amount, Money(3000, "EUR"));
    EXPECT_EQ(books.kept[1].line.quantity, "");
    EXPECT_NE(books.kept[0].line.key, books.kept[1].line.key);
    (void)draft();
    EXPECT_EQ(books.count("billed"), 2);
}

TEST_F(Billing, Pa12OfManyRepeatedLinesTheFirstTenAreNamed) {
    books.profiles["laundry"].total_label.clear();
    std::string text = "WASH;1;C-104;2;\n";
    for (int row = 3; row <= 13; ++row) {
        text += "WASH;1;C-104;2;\n";
    }
    const ImportReport report = import(text);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].row, 3);
    EXPECT_NE(report.problems[0].message.find(
                  "earlier one: 11 (3 as 2, 4 as 2, 5 as 2, 6 as 2, 7 as 2, 8 as 2, 9 as 2, "
                  "10 as 2, 11 as 2, 12 as 2, …). Each is billed."),
              std::string::npos)
        << report.problems[0].message;
}

// PA-12
TEST_F(Billing, Pa12SameTicketIsOneLineAndOtherContentIsAskedAbout) {
    books.profiles["laundry"].ticket_names = "line";
    import("WASH;1;C-104;2;T1\nWASH;1;C-104;2;T1\nWASH;5;C-104;2;T1\n");
    EXPECT_EQ(books.count("billable"), 1);
    EXPECT_EQ(books.count("superseded"), 1);
    EXPECT_EQ(books.count("quarantine"), 1);
}

// PA-12
TEST_F(Billing, Pa12SameTicketWithAnotherTaxIsNotTheSameLine) {
    Profile profile = laundry();
    profile.ticket_names = "line";
    profile.columns.tax = "VAT";
    const test::WrittenFile file(
        "Type;Qty;Client;Price;Ticket;VAT\n"
        "WASH;1;C-104;2;T1;20\nWASH;1;C-104;2;T1;10\nWASH;1;C-104;2;T1;20\n");
    const CheckReport report =
        check_file(open, file.path(), profile, 10, [](const ReadRow& /*row*/) {});
    EXPECT_EQ(report.codes.at("ticket_conflict"), 1);
    EXPECT_EQ(report.repeated_tickets, 1);
}

TEST_F(Billing, LinesOfAnotherMonthThanThePeriodAreWarnedAboutAndKeepTheirDates) {
    books.profiles["laundry"].total_label.clear();
    Profile& profile = books.profiles["laundry"];
    profile.period_rule = "date";
    profile.columns.date = "Date";
    profile.date_format = "YYYY-MM-DD";
    ImportRequest request;
    request.company_id = 1;
    request.period = "2026-10";
    request.file.supplier_code = "LAUNDRY";
    request.file.name = "laundry.csv";
    const ImportReport report =
        import(request,
               "Type;Qty;Client;Price;Ticket;Date\nWASH;1;C-104;2;;2026-10-04\n"
               "WASH;1;C-104;2;;2026-09-30\n");
    EXPECT_EQ(books.count("billable"), 2);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].code, "other_period");
    EXPECT_EQ(report.problems[0].row, 3);
}

// PA-04
TEST_F(Billing, Pa04WrongTotalIsAWarningThatNamesBothSums) {
    const ImportReport report = import("WASH;1;C-104;2;\nTotal;;;3,00;\n");
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_NE(report.problems[0].message.find("says 3"), std::string::npos);
    EXPECT_NE(report.problems[0].message.find("2.00"), std::string::npos);
    EXPECT_EQ(books.count("billable"), 1);
}

TEST_F(Billing, DryRunWritesNothing) {
    dry_run = true;
    const ImportReport report = import("WASH;1;C-104;2;\n");
    EXPECT_EQ(report.outcome, ImportOutcome::planned);
    EXPECT_EQ(report.states.at("billable").amount, "2.00");
    EXPECT_TRUE(books.files.empty());
}

TEST_F(Billing, EveryProblemOfALineGoesAlong) {
    const ImportReport report = import("Fax;zwei;C-9X9;;\n");
    std::vector<std::string> codes;
    for (const LineProblem& problem : books.kept.at(0).line.problems) {
        codes.push_back(problem.code);
    }
    EXPECT_EQ(codes, (std::vector<std::string>{"number_unreadable", "price_missing",
                                               "unknown_client", "unknown_service"}));
    EXPECT_EQ(report.problems.size(), 5U) << "and that there is no total";
    EXPECT_EQ(books.count("quarantine"), 1);
}

}  // namespace
}  // namespace quittance
