#include "flow/preview.hpp"

#include "readers/open_services.hpp"
#include "readers/propose/propose_profile.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace quittance {
namespace {

Directory directory() {
    Directory known;
    known.supplier_id = 7;
    known.clients = {{1, "C-101", "Villa Colombier"}, {2, "C-102", "Villa Lurin"}};
    known.services = {{1, "Drap", "Drap"}};
    return known;
}

PreviewAnswer preview(std::string_view bytes, std::optional<Profile> profile = std::nullopt,
                      const std::string& period = "") {
    const test::WrittenFile file(bytes);
    PreviewRequest request;
    request.name = "octobre 2026-10.csv";
    request.path = file.path();
    request.profile = std::move(profile);
    request.period = period;
    const FileLooker look = [](const auto& path, const auto& name, const auto& with) {
        return with ? look_at(path, *with) : propose_profile(path, name);
    };
    return preview_file(look, open_services, directory(), request,
                        parse_date("2026-11-02").value());
}

std::vector<std::string> codes(const PreviewAnswer& answer) {
    std::vector<std::string> codes;
    for (const Issue& problem : answer.problems) {
        codes.push_back(problem.code);
    }
    return codes;
}

constexpr std::string_view sample =
    "Type;Qté;Client;Prix HT\nDrap;2;C-101;12,50\nNappe;1;C-1O2;8,00\n";

TEST(Preview, DoubtsAreCountedBesideTheProblems) {
    const PreviewAnswer answer = preview(sample);
    EXPECT_FALSE(answer.error);
    EXPECT_EQ(answer.doubts_total, 1) << answer.problems.front().message;  // the month
    EXPECT_EQ(answer.problems_total, 2);
    EXPECT_EQ(codes(answer),
              (std::vector<std::string>{"uncertain", "unknown_client", "unknown_service"}));
    EXPECT_EQ(answer.lines_total, 2);
    EXPECT_EQ(answer.amount.text(), "33.00");
    EXPECT_EQ(answer.lines.at(0).client_id, 1);
    EXPECT_EQ(answer.lines.at(1).client_id, 0);
}

TEST(Preview, ProfileThatWasChosenLeavesNoDoubts) {
    const PreviewAnswer first = preview(sample);
    const PreviewAnswer again = preview(sample, first.look.profile);
    EXPECT_EQ(again.doubts_total, 0);
    EXPECT_EQ(again.problems_total, first.problems_total);
    EXPECT_EQ(again.headers, (std::vector<std::string>{"Type", "Qté", "Client", "Prix HT"}));
}

TEST(Preview, NearestIsNamedAndNobodyIsNamedWhereNobodyIs) {
    const PreviewAnswer answer = preview("Type;Client;Prix HT\nDrap;;1,50\nDrap;C-1O1;1,50\n");
    EXPECT_EQ(answer.problems.at(2).message, "The row names no client.");
    EXPECT_EQ(answer.problems.at(3).message, "No client has the code 'C-1O1'. Nearest: C-101.");
}

TEST(Preview, FixedWidthIsShownByItsPositions) {
    const PreviewAnswer answer =
        preview("Client  Type       Prix HT\nC-101   Drap         12,50\n");
    EXPECT_FALSE(answer.error);
    EXPECT_EQ(answer.headers, (std::vector<std::string>{"1-8", "9-12", "13-999"}));
    EXPECT_EQ(answer.look.rows.at(1).cells.at(0), "C-101");
    EXPECT_EQ(answer.lines.size(), 1U);
}

TEST(Preview, WhatCannotBeReadIsAnErrorThatIsShown) {
    const PreviewAnswer image = preview("\x89PNG\r\n\x1A\n0000");
    EXPECT_EQ(image.error->code, "file_kind");
    EXPECT_TRUE(image.lines.empty());
    Profile other;
    other.columns.client = "Kunde";
    other.columns.service = "Type";
    const PreviewAnswer wrong = preview(sample, other);
    EXPECT_EQ(wrong.error->code, "header_missing");
    EXPECT_EQ(wrong.look.rows.size(), 3U) << "the rows are shown all the same";
    EXPECT_EQ(wrong.look.profile.columns.client, "Kunde");
}

TEST(Preview, ProposalThatNamesNoClientShowsTheRowsAlone) {
    const PreviewAnswer answer = preview("Machin;Prix;Quantité\nDrap;2,50;1\n");
    EXPECT_FALSE(answer.error);
    EXPECT_EQ(answer.lines_total, 0);
    EXPECT_GE(answer.doubts_total, 2);
    EXPECT_EQ(answer.look.rows.size(), 2U);
}

TEST(Preview, NoMoreIsShownThanTheScreenHolds) {
    std::string bytes = "Type;Client;Prix HT\n";
    for (int row = 0; row < 1000; ++row) {
        bytes += "Inconnu;X-" + std::to_string(row) + ";1,50\n";
    }
    const PreviewAnswer answer = preview(bytes);
    EXPECT_EQ(answer.lines.size(), 50U);
    EXPECT_EQ(answer.problems.size(), 200U);
    EXPECT_EQ(answer.look.rows.size(), 30U);
    EXPECT_EQ(answer.lines_total, 1000);
    EXPECT_GE(answer.problems_total, 2000);
}

TEST(Preview, WhatIsSaidOfTheFileComesBeforeItsRowsAndEachProblemIsCounted) {
    std::string bytes = "Type;Client;Prix HT\n";
    for (int row = 0; row < 300; ++row) {
        bytes += "Drap;C-101;zwei\n";
    }
    Profile profile;
    profile.columns = {"Client", "Type", "", "Prix HT", "", "", "", "", "", ""};
    profile.period_rule = "filename";
    profile.total_label = "Total";
    const PreviewAnswer answer = preview(bytes, profile);
    EXPECT_EQ(answer.problems.front().code, "total_missing");
    EXPECT_EQ(answer.problems.size(), 200U);
    EXPECT_EQ(answer.problems_total, 302) << "two of the file, one of each row";
}

TEST(Preview, EveryProblemOfARowIsShown) {
    Profile profile;
    profile.columns = {"Client", "Type", "Qté", "Prix", "", "", "Jour", "", "", ""};
    profile.date_format = "DD/MM/YYYY";
    profile.period_rule = "date";
    const PreviewAnswer answer =
        preview("Client;Type;Qté;Prix;Jour\nX-9;Machin;zwei;;31/02/2026\n", profile);
    EXPECT_EQ(codes(answer),
              (std::vector<std::string>{"number_unreadable", "price_missing", "date_unreadable",
                                        "unknown_client", "unknown_service"}));
    EXPECT_EQ(answer.problems_total, 5);
}

TEST(Preview, LongCellsAreCutForTheScreenWithAMark) {
    Profile profile;
    profile.columns = {"Client", "Type", "", "Prix HT", "", "", "", "Note", "", ""};
    const std::string note(5'000, 'x');
    std::string wide = "Type;Client;Prix HT;Note\nDrap;C-101;1,50;" + note + "\n";
    const PreviewAnswer answer = preview(wide, profile, "2026-10");
    const std::string shown = std::string(300, 'x') + "…";
    EXPECT_EQ(answer.look.rows.at(1).cells.at(3), shown);
    EXPECT_EQ(answer.lines.at(0).row.comment, shown);
    for (int column = 0; column < 1'500; ++column) {
        wide.insert(24, ";" + std::string(100, 'y'));
    }
    const auto cells = preview(wide, profile, "2026-10").look.rows.at(0).cells;
    EXPECT_LT(cells.size(), 250U);
    EXPECT_EQ(cells.back(), "…");
}

TEST(Preview, MonthIsTheOneThatTheImportWouldTake) {
    Profile profile;
    profile.columns = {"Client", "Type", "", "Prix HT", "", "", "", "", "", ""};
    profile.constants.quantity = "1";
    const auto month = [&](const std::string& rule, const std::string& given = "") {
        profile.period_rule = rule;
        return preview("Type;Client;Prix HT\nDrap;C-101;1,50\n", profile, given).lines.at(0).period;
    };
    EXPECT_EQ(month("filename"), "2026-10");
    EXPECT_EQ(month("previous"), "2026-10");
    EXPECT_EQ(month("previous", "2026-08"), "2026-08");
    EXPECT_EQ(month("given"), "");
    const PreviewAnswer nobody = preview("Type;Client;Prix HT\nDrap;C-101;1,50\n", profile);
    EXPECT_EQ(codes(nobody), (std::vector<std::string>{"period_missing"}));
    profile.columns.date = "Jour";
    profile.date_format = "DD/MM/YYYY";
    profile.period_rule = "date";
    const auto dated =
        preview("Type;Client;Prix HT;Jour\nDrap;C-101;1,50;05/09/2026\n", profile).lines;
    EXPECT_EQ(dated.at(0).period, "2026-09");
}

}  // namespace
}  // namespace quittance
