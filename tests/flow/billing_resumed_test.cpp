#include "billing_fixture.hpp"
#include "support/port_error.hpp"

namespace quittance {
namespace {

using test::Billing;

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

}  // namespace
}  // namespace quittance
