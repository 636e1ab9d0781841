#include "laundry_list.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::laundry;
using test::read_services;

// PA-03
TEST(Services, Pa03AmbiguousNumberIsNotRead) {
    const auto table =
        read_services("Type;Quantité;ID client;Prix\nLavage;1;C-1;13.75\n", laundry());
    ASSERT_TRUE(table.rows.at(0).problem());
    EXPECT_EQ(table.rows[0].problem()->code, "number_ambiguous");
    EXPECT_FALSE(table.rows[0].amount);
}

/// `decimal mark, quantity × price = amount` of each reading.
std::vector<std::string> meanings(const ReadRow& row) {
    std::vector<std::string> said;
    for (const RowReading& one : row.readings) {
        said.push_back(one.decimal_mark + " " + (one.quantity ? one.quantity->text() : "") + " × " +
                       (one.price ? one.price->text() : "") + " = " + one.amount.text());
    }
    return said;
}

// PA-03
TEST(Services, Pa03AnAmbiguousNumberComesWithAllThatItMayMean) {
    const auto readings = [](const std::string& cells) {
        const auto table =
            read_services("Type;Quantité;ID client;Prix\n" + cells + "\n", laundry());
        return meanings(table.rows.at(0));
    };
    const auto two = readings("Lavage;2;C-1;1.234");
    EXPECT_EQ(two, (std::vector<std::string>{". 2 × 1.234 = 2.47", ", 2 × 1234 = 2468.00"}));
    EXPECT_EQ(readings("Lavage;2;C-1;13.75"), (std::vector<std::string>{". 2 × 13.75 = 27.50"}));
    EXPECT_EQ(readings("Lavage;1;C-1;1'234"), (std::vector<std::string>{". 1 × 1234 = 1234.00"}));
    EXPECT_EQ(readings("Lavage;2,5;C-1;1.234").size(), 2U) << "what is clear stays as it is";
    EXPECT_EQ(readings("Lavage;1.5;C-1;1.234"), (std::vector<std::string>{". 1.5 × 1.234 = 1.85"}))
        << "both by the same marks";
    EXPECT_TRUE(readings("Lavage;1;C-1;1,50").empty()) << "nothing is ambiguous";
    EXPECT_TRUE(readings("Lavage;1;C-1;1.2.3").empty()) << "no marks make it a number";
}

TEST(Services, AnAmbiguousNumberBesidesAnotherFaultHasNoMeanings) {
    Profile profile = laundry();
    profile.columns.date = "Jour";
    profile.date_format = "DD/MM/YYYY";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Jour\nLavage;1;C-1;1.234;x\nLavage;1;C-1;1.234;05/10/2026\n",
        profile);
    EXPECT_TRUE(table.rows.at(0).readings.empty());
    EXPECT_EQ(table.rows.at(1).readings.size(), 2U);
}

TEST(Services, AnAmbiguousRateOfTaxHasNoMeanings) {
    Profile profile = laundry();
    profile.columns.tax = "TVA";
    const auto table =
        read_services("Type;Quantité;ID client;Prix;TVA\nLavage;1;C-1;1.234;5.500\n", profile);
    ASSERT_EQ(table.rows.at(0).problems.size(), 2U);
    EXPECT_TRUE(table.rows.at(0).readings.empty());
}

TEST(Services, OnlyWhatMakesTheStatedAmountIsAMeaning) {
    Profile profile = laundry();
    profile.columns.amount = "Total";
    const auto table =
        read_services("Type;Quantité;ID client;Prix;Total\nLavage;2;C-1;1.234;2468,00\n", profile);
    EXPECT_EQ(meanings(table.rows.at(0)), (std::vector<std::string>{", 2 × 1234 = 2468.00"}));
}

// PA-11
TEST(Services, Pa11NegativeQuantitiesAreCredits) {
    const auto table =
        read_services("Type;Quantité;ID client;Prix\nRetour;-2;C-1;1,50\n", laundry());
    EXPECT_EQ(table.rows.at(0).amount->text(), "-3.00");
}

// PA-13
TEST(Services, Pa13MissingPriceIsAProblemOfItsRowAlone) {
    const auto table = read_services(
        "Type;Quantité;ID client;Prix\nLavage;1;C-1;\nLavage;1;C-2;offert\nLavage;1;C-3;2\n",
        laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "price_missing");
    EXPECT_EQ(table.rows.at(1).problem()->code, "number_unreadable");
    EXPECT_FALSE(table.rows.at(2).problem());
}

// PA-13
TEST(Services, Pa13FreeServicesWhereTheProfileAllowsThem) {
    Profile profile = laundry();
    profile.zero_price = "free";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix\nLavage;1;C-1;\nLavage;1;C-2;Offert\nLavage;0;C-3;2\n",
        profile);
    for (const ReadRow& row : table.rows) {
        EXPECT_FALSE(row.problem()) << row.row;
        EXPECT_EQ(row.amount->text(), "0.00");
    }
}

TEST(Services, AnAbsurdAmountIsAProblemOfItsRowAlone) {
    const auto table = read_services(
        "Type;Quantité;ID client;Prix\nLavage;9000000000000;C-1;9000000000000\n"
        "Lavage;9000000;C-1;9000000\nLavage;1;C-1;2\n",
        laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "number_unreadable");
    EXPECT_EQ(table.rows.at(1).problem()->code, "number_unreadable");
    EXPECT_FALSE(table.rows.at(0).amount);
    EXPECT_FALSE(table.rows.at(1).amount);
    EXPECT_FALSE(table.rows.at(2).problem());
}

TEST(Services, StatedAmountMustBeTheProduct) {
    Profile profile = laundry();
    profile.columns.amount = "Montant";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Montant\nLavage;2;C-1;1,50;3,00\nLavage;2;C-1;1,50;3,10\n",
        profile);
    EXPECT_FALSE(table.rows.at(0).problem());
    EXPECT_EQ(table.rows.at(1).problem()->code, "amount_mismatch");
}

TEST(Services, ACurrencyWithoutCentsHasNone) {
    Profile profile = laundry();
    profile.currency = "XPF";
    profile.columns.amount = "Montant";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Montant\nLavage;3;C-1;12,5;\nLavage;1;C-1;12,5;12,50\n"
        "Lavage;1;C-1;12;12,00 XPF\n",
        profile);
    EXPECT_EQ(table.rows.at(0).amount->text(), "38.00") << "half up, at the line";
    EXPECT_EQ(table.rows.at(1).problem()->code, "number_unreadable");
    EXPECT_EQ(table.rows.at(2).amount->text(), "12.00");
}

TEST(Services, AnotherCurrencyIsNeverAddedWhateverElseIsWrong) {
    Profile profile = laundry();
    profile.columns.currency = "Devise";
    profile.columns.date = "Jour";
    profile.columns.ticket = "Bon";
    profile.ticket_names = "line";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Devise;Jour;Bon\nLavage;1;C-1;2;USD;;1E+05\n"
        "Lavage;1;C-1;2 €;€;;T-2\nLavage;1;C-1;2 $;;;T-3\n",
        profile);
    EXPECT_EQ(table.rows.at(0).problem()->code, "id_destroyed") << "the first problem";
    EXPECT_FALSE(table.rows.at(0).amount);
    EXPECT_FALSE(table.rows.at(1).problem());
    EXPECT_EQ(table.rows.at(2).problem()->code, "currency_unknown");
    EXPECT_FALSE(table.rows.at(2).amount);
}

}  // namespace
}  // namespace quittance
