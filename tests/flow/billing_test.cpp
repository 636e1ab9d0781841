#include "adapters/files/spooled_file.hpp"
#include "fake_books.hpp"
#include "flow/check.hpp"
#include "flow/draft.hpp"
#include "flow/import.hpp"
#include "masked_here.hpp"
#include "ports/reader_killed.hpp"
#include "readers/cards_in_file.hpp"
#include "readers/open_services.hpp"
#include "support/port_error.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>

#include <map>

namespace quittance {
namespace {

using test::FakeBooks;

class StillClock final : public Clock {
public:
    std::string now() override { return "2026-11-01T04:00:00Z"; }
    Date day_of(const std::string& moment, const std::string& /*timezone*/) override {
        return parse_date(moment.substr(0, 10)).value();
    }
    Date today(const std::string& /*timezone*/) override { return parse_date(day).value(); }
    std::string day = "2026-11-01";
    std::string fresh_key() override { return "key"; }
    void pause(std::chrono::milliseconds /*duration*/) override {}
};

class NoProgress final : public Progress {
public:
    void step(std::string_view /*what*/, int /*done*/, int /*total*/) override {}
};

Profile laundry() {
    Profile profile;
    profile.name = "laundry";
    profile.columns.client = "Client";
    profile.columns.service = "Type";
    profile.columns.quantity = "Qty";
    profile.columns.price = "Price";
    profile.columns.ticket = "Ticket";
    profile.period_rule = "previous";
    profile.total_label = "total";
    return profile;
}

class Billing : public ::testing::Test {
protected:
    Billing() {
        books.whom.supplier_id = 7;
        books.whom.default_profile = "laundry";
        books.whom.clients = {{1, "C-104", "Villa"}, {2, "C-909", "Maison"}, {3, "00123", "Fils"}};
        books.whom.services = {{9, "WASH", "Lavage"}};
        books.profiles["laundry"] = laundry();
    }

    ImportReport import(const std::string& text, const std::string& replaces = "") {
        ImportRequest request;
        request.company_id = 1;
        request.file.supplier_code = "LAUNDRY";
        request.file.name = "laundry.csv";
        request.file.replaces_sha256 = replaces;
        request.dry_run = dry_run;
        request.last_try = last_try;
        return import(request, "Type;Qty;Client;Price;Ticket\n" + text);
    }

    ImportReport import(ImportRequest& request, const std::string& bytes) {
        const test::WrittenFile file(bytes);
        const SpooledBytes measure = measured(file.path());
        request.file.path = file.path();
        request.file.size = measure.size;
        request.file.sha256 = measure.sha256;
        return import_file(books, clock, progress,
                           {open, mask, cards_in_file,
                            [this](const std::string& name) -> std::optional<Profile> {
                                const auto found = seeds.find(name);
                                return found == seeds.end() ? std::nullopt
                                                            : std::optional(found->second);
                            }},
                           request);
    }

    /// As `serve` reads: nobody is there. `claimed`: it waits in Odoo as file 1.
    ImportReport import_unattended(const std::string& profile = "", bool claimed = false,
                                   const std::string& note = "") {
        ImportRequest request;
        request.unattended = true;
        request.file.supplier_code = "LAUNDRY";
        request.file.name = "laundry.csv";
        request.file.profile = profile;
        const std::string bytes =
            "Type;Qty;Client;Price;Ticket;Note\nWASH;1;C-104;2;;" + note + "\n";
        if (claimed) {
            const test::WrittenFile file(bytes);
            request.file.sha256 = measured(file.path()).sha256;
            request.file.claimed_id = 1;
            request.file.claimed_reading = 0;
            books.files.push_back({request.file, "waiting", request.file.sha256, "", 0});
        }
        return import(request, bytes);
    }

    [[nodiscard]] std::string refused() const {
        return books.files.empty() ? "no file" : books.files.back().refused;
    }

    DraftReport draft() { return draft_month(books, progress, {"2026-10", 2, false, dry_run}); }

    FakeBooks books;
    StillClock clock;
    NoProgress progress;
    bool dry_run = false;
    bool last_try = false;
    RowsOpener open = open_services;
    CardMasker mask = test::masked_here;
    std::map<std::string, Profile> seeds;
};

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

// PA-23
TEST_F(Billing, Pa23OfAFileThatCannotBeReadAMaskedCopyIsKept) {
    ImportRequest request;
    request.company_id = 1;
    request.file.supplier_code = "LAUNDRY";
    const ImportReport report = import(request, "Other;columns\n\"paid by 4111 1111 1111 1111\"\n");
    EXPECT_EQ(report.outcome, ImportOutcome::refused);
    EXPECT_EQ(books.files.back().file.sha256, report.sha256)
        << "what came is known by its own bytes";
    EXPECT_EQ(books.files.back().file.masked, 1);
    EXPECT_EQ(books.files.back().file.stored_sha256, report.masked.sha256);
    EXPECT_NE(report.masked.sha256, report.sha256);
    request.dry_run = true;
    EXPECT_EQ(import(request, "Other;columns\n4111 1111 1111 1111\n").masked.path, "");
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

TEST_F(Billing, UnreadableFileIsKeptWithItsReason) {
    const ImportReport report = import("WASH;\"1;C-104;2;\n");
    EXPECT_EQ(report.outcome, ImportOutcome::refused);
    EXPECT_EQ(books.files.at(0).state, "refused");
    EXPECT_TRUE(books.kept.empty());
}

TEST_F(Billing, DryRunWritesNothing) {
    dry_run = true;
    const ImportReport report = import("WASH;1;C-104;2;\n");
    EXPECT_EQ(report.outcome, ImportOutcome::planned);
    EXPECT_EQ(report.states.at("billable").amount, "2.00");
    EXPECT_TRUE(books.files.empty());
}

TEST_F(Billing, SupplierWithoutProfileIsAConfigurationError) {
    books.profiles.clear();
    EXPECT_THROW(import("WASH;1;C-104;2;\n"), PortError);
}

TEST_F(Billing, WhereNobodyIsThereAFileWithoutProfileIsKeptAndRefused) {
    books.profiles.clear();
    books.whom.default_profile = "";
    for (const bool claimed : {false, true}) {
        books.files.clear();
        const ImportReport report = import_unattended("", claimed);
        EXPECT_EQ(report.outcome, ImportOutcome::refused);
        EXPECT_EQ(refused(), "profile");
        EXPECT_EQ(books.files.size(), 1U);
    }
}

TEST_F(Billing, WhatOdooDoesNotTakeIsKeptThereWhereNobodyIsThere) {
    books.takes = false;
    EXPECT_THROW(import("WASH;1;C-104;2;\n"), PortError);
    const ImportReport report = import_unattended();
    EXPECT_EQ(report.outcome, ImportOutcome::refused);
    EXPECT_EQ(report.message, "it was never read");
    EXPECT_EQ(refused(), "not_taken");
    EXPECT_EQ(books.files.at(0).file.not_taken, "it was never read");
}

TEST_F(Billing, AClaimedFileThatOdooDoesNotTakeInTheEndIsGivenUpByItsOwnReading) {
    ServiceLine stray;
    stray.row = 99;
    books.kept.push_back({stray, 1, 1, "reading", 0});
    const ImportReport report = import_unattended("", true);
    EXPECT_EQ(report.outcome, ImportOutcome::refused);
    EXPECT_EQ(report.message, "count or sum differ from what was put");
    EXPECT_EQ(refused(), "not_taken");
    EXPECT_EQ(books.files.at(0).reading, 1) << "it was opened since it was claimed";
}

TEST_F(Billing, OwnSeedIsTakenAlsoWhereNobodyIsThere) {
    books.profiles.clear();
    books.whom.default_profile = "";
    seeds["LAUNDRY"] = laundry();
    EXPECT_EQ(import_unattended().outcome, ImportOutcome::imported);
    EXPECT_EQ(books.profiles.size(), 1U);
}

TEST_F(Billing, NameThatCameWithAFileOpensNoSeed) {
    seeds["rival"] = laundry();
    EXPECT_EQ(import_unattended("rival").outcome, ImportOutcome::refused);
    EXPECT_EQ(refused(), "profile_unknown");
    EXPECT_EQ(books.profiles.count("rival"), 0U);
}

TEST_F(Billing, OfCardNumbersThatCannotBeMaskedNothingIsKept) {
    mask = [](const std::string&, const std::vector<std::string>&) -> MaskedCopy {
        throw UnreadableFile({"card_number", "could not be masked", 0, ""});
    };
    const std::string note = "by 4111 1111 1111 1111";
    const ImportReport came = import_unattended("", false, note);
    EXPECT_EQ(came.outcome, ImportOutcome::refused);
    EXPECT_FALSE(came.may_be_kept);
    EXPECT_TRUE(books.files.empty());

    const ImportReport waited = import_unattended("", true, note);
    EXPECT_FALSE(waited.may_be_kept);
    EXPECT_EQ(refused(), "card_number");
    EXPECT_TRUE(books.kept.empty());
}

TEST_F(Billing, AFileWhoseReaderIsKilledIsReadAgainAndRefusedInTheEnd) {
    open = [](const std::string&, const Profile&, bool) -> std::unique_ptr<ServiceRows> {
        throw ReaderKilled(9);
    };
    EXPECT_THROW(import("Lavage;2;C-104;1,50;\n"), ReaderKilled);
    EXPECT_TRUE(books.files.empty()) << "nothing is known of the file";
    last_try = true;
    EXPECT_EQ(import("Lavage;2;C-104;1,50;\n").outcome, ImportOutcome::refused);
    EXPECT_EQ(refused(), "reader_killed");
}

TEST_F(Billing, ImportCutAtAnyCallEndsTheSameAfterAnother) {
    for (int cut = 0; cut < 6; ++cut) {
        books.files.clear();
        books.kept.clear();
        books.calls_before_failure = cut;
        try {
            import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n");
        } catch (const PortError&) {
        }
        books.calls_before_failure = -1;
        import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n");
        EXPECT_EQ(books.count("billable"), 2) << "cut before call " << cut;
        EXPECT_EQ(books.kept.size(), 2U);
    }
}

TEST_F(Billing, ImportThatFindsRowsOfAnotherReadingBeginsAnew) {
    books.calls_before_failure = 4;  // the rows are there, the file is not closed
    EXPECT_THROW(import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n"), PortError);
    books.calls_before_failure = -1;
    for (Coded& client : books.whom.clients) {
        client.id += 1000;  // the code was given to another client since
    }
    const ImportReport report = import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n");
    EXPECT_TRUE(std::none_of(report.problems.begin(), report.problems.end(),
                             [](const Issue& issue) { return issue.code == "other_values"; }));
    EXPECT_EQ(books.files.at(0).state, "closed");
    EXPECT_EQ(books.kept.size(), 2U);
    for (const auto& kept : books.kept) {
        EXPECT_GT(kept.line.client_id, 1000);
    }
}

TEST_F(Billing, ImportThatIsResumedInAnotherMonthGoesOnInItsOwn) {
    for (int cut = 3; cut < 5; ++cut) {  // the file is open by then
        books.files.clear();
        books.kept.clear();
        clock.day = "2026-11-30";
        books.calls_before_failure = cut;
        EXPECT_THROW(import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n"), PortError) << cut;
        books.calls_before_failure = -1;
        clock.day = "2026-12-01";
        const ImportReport report = import("WASH;1;C-104;2;\nWASH;1;C-104;2;\n");
        EXPECT_EQ(report.period, "2026-10");
        EXPECT_EQ(books.files.size(), 1U);
        EXPECT_EQ(books.kept.at(1).line.period, "2026-10");
        EXPECT_EQ(books.count("billable"), 2) << "cut before call " << cut;
    }
}

TEST_F(Billing, FileThatWaitedIsOfTheMonthBeforeItsArrival) {
    ImportRequest request;
    request.file.supplier_code = "LAUNDRY";
    request.file.arrived = "2026-10-31T22:00:00Z";
    clock.day = "2026-11-02";
    EXPECT_EQ(import(request, "Type;Qty;Client;Price;Ticket\nWASH;1;C-104;2;\n").period, "2026-09");
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

TEST_F(Billing, OneDraftPerClientAndTheSecondRunChangesNothing) {
    import("WASH;1;C-104;2;\nWASH;2;C-104;2;\nWASH;3;C-104;2;\nWASH;4;C-104;2;\nWASH;1;C-909;5;\n");
    const DraftReport report = draft();
    EXPECT_EQ(report.count(MonthOutcome::created), 2);
    EXPECT_EQ(report.lines, 5);
    EXPECT_EQ(report.untaxed.text(), "25.00");
    const DraftReport again = draft();
    EXPECT_EQ(again.lines, 0);
    EXPECT_EQ(again.count(MonthOutcome::created), 0);
    EXPECT_EQ(books.moves.size(), 2U);
}

TEST_F(Billing, LaterLinesExtendTheSameDraft) {
    import("WASH;1;C-104;2;\n");
    draft();
    import("WASH;7;C-104;2;\n");
    EXPECT_EQ(draft().count(MonthOutcome::extended), 1);
    EXPECT_EQ(books.moves.size(), 1U);
}

TEST_F(Billing, DraftPlansWithoutWriting) {
    import("WASH;1;C-104;2;\n");
    dry_run = true;
    EXPECT_EQ(draft().lines, 1);
    EXPECT_TRUE(books.moves.empty());
    EXPECT_EQ(books.count("billable"), 1);
}

}  // namespace
}  // namespace quittance
