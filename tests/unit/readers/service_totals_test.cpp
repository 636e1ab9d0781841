#include "laundry_list.hpp"
#include "readers/services/control_totals.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::laundry;
using test::read_services;

// PA-04
TEST(Services, Pa04HeaderBelowTitlesAndTotalAsControlSum) {
    Profile profile = laundry();
    profile.header_row = 4;
    profile.total_label = "total";
    const auto table = read_services(
        "Blanchisserie\nOctobre 2026\n\nType;Quantité;ID client;Prix\n"
        "Lavage;2;C-1;1,50\nLavage;1;C-2;1,00\n;;;\nTOTAL GÉNÉRAL;;;4,00\n",
        profile);
    EXPECT_EQ(table.rows.size(), 2U);
    ASSERT_EQ(table.facts.totals.size(), 1U);
    EXPECT_EQ(table.facts.totals[0].stated, "4");
    EXPECT_EQ(table.facts.totals[0].computed.text(), "4.00");
}

// PA-18
TEST(Services, Pa18AFileThatWasCutBetweenItsRowsSaysSo) {
    Profile profile = laundry();
    profile.total_label = "total";
    const std::string bytes = "Type;Quantité;ID client;Prix\nLavage;1;C-1;2,00\nLavage;1;C-2;1,00";
    const auto cut = read_services(bytes, profile).facts.warnings;
    ASSERT_EQ(cut.size(), 2U);
    EXPECT_EQ(cut[0].code, "file_cut");
    EXPECT_EQ(cut[1].code, "total_missing");
    EXPECT_TRUE(read_services(bytes + "\nTotal;;;3,00", profile).facts.warnings.empty())
        << "the total proves that nothing is missing";
    profile.total_label = "";
    EXPECT_EQ(read_services(bytes, profile).facts.warnings.size(), 1U);
}

// PA-05
TEST(Services, Pa05SubtotalsOfAClientAreCheckedAndNeverBilled) {
    Profile profile = laundry();
    profile.total_label = "total | sous-total";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix\nLavage;2;C-104;1,50\nLavage;1;C-2;1,00\n"
        "Sous-total C-104;;;3,00\nSOUS-TOTAL;;C-2;1,00\nTotal général;;;4,00\n",
        profile);
    EXPECT_EQ(table.rows.size(), 2U);
    ASSERT_EQ(table.facts.totals.size(), 3U);
    EXPECT_EQ(table.facts.totals[0].computed.text(), "3.00");
    EXPECT_EQ(table.facts.totals[1].computed.text(), "1.00");
    EXPECT_EQ(table.facts.totals[2].computed.text(), "4.00");
}

// PA-05
TEST(Services, Pa05ATotalIsAWholeWordAndNeverAWholeService) {
    Profile profile = laundry();
    profile.columns.client = "Type";
    profile.columns.service = "ID client";
    profile.total_label = "total";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix\nTotalEnergies;2;Nappe;3,00\nTotal;1;Nappe;5,00\n"
        "TOTAL;3;;11,00\nTotal : ;1;tout;11,00\n",
        profile);
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_FALSE(table.rows[0].problem());
    EXPECT_EQ(table.rows[1].problem()->code, "total_or_line");
    EXPECT_EQ(table.rows[1].amount->text(), "5.00");
    EXPECT_EQ(table.facts.totals.size(), 2U) << "a sum of the rows above is a total";
}

// PA-05
TEST(Services, Pa05AServiceNamedLikeATotalIsAskedAboutInAListWithoutQuantities) {
    Profile profile = laundry();
    profile.columns.quantity = "";
    profile.columns.price = "";
    profile.columns.amount = "Montant";
    profile.total_label = "total";
    const auto table = read_services(
        "Type;ID client;Montant\nLavage;C-2;5,00\nTotal care;C-104;30,00\nTotal;;35,00\n", profile);
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[1].problem()->code, "total_or_line");
    EXPECT_EQ(table.rows[1].amount->text(), "30.00");
    ASSERT_EQ(table.facts.totals.size(), 1U);
    EXPECT_EQ(table.facts.totals[0].computed.text(), "35.00");
}

TEST(Services, SubtotalsOfMoreClientsThanAnySupplierHasAreRefused) {
    Profile profile = laundry();
    profile.total_label = "total";
    ControlTotals totals(profile, {});
    ReadRow row;
    row.amount = Money(100, "EUR");
    for (int client = 0; client < 200'000; ++client) {
        row.client_code = std::to_string(client);
        totals.add(row);
    }
    totals.add(row);
    row.client_code = "one more";
    EXPECT_THROW(totals.add(row), UnreadableFile);
}

}  // namespace
}  // namespace quittance
