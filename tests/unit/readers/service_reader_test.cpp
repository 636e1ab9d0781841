#include "reading.hpp"

#include "readers/services/control_totals.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::read_services;
using test::ServiceTable;

Profile laundry() {
    Profile profile;
    profile.name = "laundry";
    profile.columns.service = "Type";
    profile.columns.quantity = "Quantité";
    profile.columns.client = "ID client";
    profile.columns.price = "Prix";
    profile.period_rule = "given";
    return profile;
}

constexpr const char* good = "Type;Quantité;ID client;Prix\nLavage;12,5;C-104;1,20\n";

std::string refusal(std::string_view bytes, const Profile& profile) {
    try {
        (void)read_services(bytes, profile);
    } catch (const UnreadableFile& error) {
        return error.issue().code;
    }
    return "read";
}

void expect_lavage(const ServiceTable& table) {
    ASSERT_EQ(table.rows.size(), 1U);
    const ReadRow& row = table.rows[0];
    EXPECT_FALSE(row.problem());
    EXPECT_EQ(row.client_code, "C-104");
    EXPECT_EQ(row.quantity->text(), "12.5");
    EXPECT_EQ(row.amount->text(), "15.00");
    EXPECT_EQ(row.row, 2);
}

// PA-01
TEST(Services, Pa01Utf8WithMark) {
    expect_lavage(read_services(std::string("\xEF\xBB\xBF") + good, laundry()));
}

// PA-02
TEST(Services, Pa02SameLinesInEveryCharset) {
    Profile profile = laundry();
    profile.charset = "windows-1252";
    expect_lavage(
        read_services("Type;Quantit\xE9;ID client;Prix\nLavage;12,5;C-104;1,20 \x80\n", profile));
    profile.charset = "iso-8859-15";
    expect_lavage(
        read_services("Type;Quantit\xE9;ID client;Prix\nLavage;12,5;C-104;1,20 \xA4\n", profile));
    profile.charset = "utf-16";
    std::string utf16 = "\xFF\xFE";
    for (const char c : std::string("Type;Quantit?;ID client;Prix\nLavage;12,5;C-104;1,20\n")) {
        utf16 += c == '?' ? '\xE9' : c;
        utf16 += '\0';
    }
    expect_lavage(read_services(utf16, profile));
}

// PA-02
TEST(Services, Pa02Utf16WithoutAMarkWhereTheProfileSaysSo) {
    const std::string text = "Type;Quantit?;ID client;Prix\nLavage;12,5;C-104;1,20\n";
    std::string little;
    std::string big;
    for (const char c : text) {
        const char byte = c == '?' ? '\xE9' : c;
        little += std::string{byte, '\0'};
        big += std::string{'\0', byte};
    }
    Profile profile = laundry();
    profile.charset = "utf-16le";
    expect_lavage(read_services(little, profile));
    expect_lavage(read_services("\xFF\xFE" + little, profile));
    EXPECT_EQ(refusal("\xFE\xFF" + big, profile), "charset");
    profile.charset = "utf-16be";
    expect_lavage(read_services(big, profile));
    profile.charset = "utf-16";
    EXPECT_EQ(refusal(little, profile), "charset");
}

// PA-02
TEST(Services, Pa02AByteThatTheCharsetDoesNotHaveIsRefused) {
    Profile profile = laundry();
    const std::string head = "Type;Quantit\xE9;ID client;Prix\n";
    profile.charset = "windows-1252";
    EXPECT_EQ(refusal(head + "Lavage\x81;1;C-1;2\n", profile), "charset");
    EXPECT_EQ(refusal(head + "Lavage\x80;1;C-1;2\n", profile), "read");
    profile.charset = "iso-8859-1";
    EXPECT_EQ(refusal(head + "Lavage\x80;1;C-1;2\n", profile), "charset") << "€ of Windows-1252";
    profile.charset = "windows-1250";
    EXPECT_EQ(read_services(head + "\x8Alice;1;C-1;2\n", profile).rows.at(0).service, "Šlice");
}

TEST(Services, AWrongByteIsRefusedWithItsLine) {
    try {
        (void)read_services("Type;Quantit\xE9;ID client;Prix\n", laundry());
        FAIL() << "Windows-1252 was read as UTF-8";
    } catch (const UnreadableFile& error) {
        EXPECT_EQ(error.issue().code, "charset");
        EXPECT_EQ(error.issue().row, 1);
    }
}

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

TEST(Services, StatedAmountMustBeTheProduct) {
    Profile profile = laundry();
    profile.columns.amount = "Montant";
    const auto table = read_services(
        "Type;Quantité;ID client;Prix;Montant\nLavage;2;C-1;1,50;3,00\nLavage;2;C-1;1,50;3,10\n",
        profile);
    EXPECT_FALSE(table.rows.at(0).problem());
    EXPECT_EQ(table.rows.at(1).problem()->code, "amount_mismatch");
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

TEST(Services, ACodeThatIsLongerThanAnyIsAProblemOfItsRow) {
    const auto table = read_services("Type;Quantité;ID client;Prix\n" + std::string(60'000, 'x') +
                                         ";1;C-1;2\n" + std::string(500, 'x') + ";1;C-1;2\n",
                                     laundry());
    EXPECT_EQ(table.rows.at(0).problem()->code, "code_long");
    EXPECT_EQ(table.rows.at(0).problem()->column, "Type");
    EXPECT_EQ(table.rows.at(0).service.size(), 500U);
    EXPECT_FALSE(table.rows.at(1).problem());
}

TEST(Services, TextsAreCutBetweenCharacters) {
    Profile profile = laundry();
    profile.code_strip = "«»";
    profile.columns.comment = "Note";
    std::string long_text = "x";
    for (int i = 0; i < 2'000; ++i) {
        long_text += "é";
    }
    const auto table = read_services("Type;Quantité;ID client;Prix;Note\n«Noë»;deux;»»«;2;" +
                                         long_text + "\nx;" + long_text + ";C-1;2;\n",
                                     profile);
    EXPECT_EQ(table.rows.at(0).service, "Noë");
    EXPECT_EQ(table.rows.at(0).client_code, "");
    EXPECT_EQ(table.rows.at(0).comment, long_text.substr(0, 1'999));
    const std::string shown = "'" + long_text.substr(0, 79) + "…' in column";
    EXPECT_EQ(table.rows.at(1).problem()->message.substr(0, shown.size()), shown);
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
