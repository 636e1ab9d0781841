#include "billing_fixture.hpp"
#include "ports/reader_killed.hpp"
#include "support/port_error.hpp"

namespace quittance {
namespace {

using test::Billing;
using test::laundry;

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

TEST_F(Billing, UnreadableFileIsKeptWithItsReason) {
    const ImportReport report = import("WASH;\"1;C-104;2;\n");
    EXPECT_EQ(report.outcome, ImportOutcome::refused);
    EXPECT_EQ(books.files.at(0).state, "refused");
    EXPECT_TRUE(books.kept.empty());
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

}  // namespace
}  // namespace quittance
