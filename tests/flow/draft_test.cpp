#include "billing_fixture.hpp"

namespace quittance {
namespace {

using test::Billing;

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
