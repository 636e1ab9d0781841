#include "readers/values/card_number.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::read_services;

std::string refusal(std::string_view bytes, const Profile& profile) {
    try {
        (void)read_services(bytes, profile);
    } catch (const UnreadableFile& error) {
        return error.issue().code;
    }
    return "read";
}

Profile fixed() {
    Profile profile;
    profile.format = "fixed";
    profile.columns.client = "1-6";
    profile.columns.service = "7-16";
    profile.columns.quantity = "17-20";
    profile.columns.price = "21-27";
    profile.period_rule = "given";
    return profile;
}

TEST(FixedWidth, CutsByCharactersAndLeavesTheTitlesOut) {
    const auto table = read_services(
        "CLIENTSERVICE     QTE PRIX\n"
        "C-104 Lavé à sec   2  12,50\n"
        "C-7   Thé       10  1,00   et encore\n",
        fixed());
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].service, "Lavé à sec");
    EXPECT_EQ(table.rows[0].amount->text(), "25.00");
    EXPECT_EQ(table.rows[1].client_code, "C-7");
    EXPECT_EQ(table.rows[1].quantity->text(), "10");
}

TEST(FixedWidth, ANumberThatGoesOnBeyondItsPositionsIsNotRead) {
    Profile profile = fixed();
    profile.columns.price = "21-27";
    const auto table = read_services(
        "CLIENTSERVICE     QTE PRIX\n"
        "C-104 Lavage       2123456,50\n"
        "C-104 Lavage       2  12,50EUR\n"
        "C-104 Lavage       2  12,00-\n"
        "C-104 Lavage       20000012345\n",
        profile);
    EXPECT_EQ(table.rows.at(0).problem()->code, "number_unreadable");
    EXPECT_EQ(table.rows[0].problem()->column, "21-27");
    EXPECT_FALSE(table.rows[0].price || table.rows[0].amount);
    EXPECT_EQ(table.rows.at(1).amount->text(), "25.00") << "a currency may follow";
    EXPECT_EQ(table.rows.at(2).problem()->code, "number_unreadable")
        << "the minus sign was cut off";
    EXPECT_EQ(table.rows.at(3).amount->text(), "24.00") << "zeros in front fill the field";
}

TEST(FixedWidth, AShortLineIsAProblemOfThatLine) {
    const auto table = read_services("title\nC-104 Lavage\n", fixed());
    EXPECT_EQ(table.rows.at(0).problem()->code, "price_missing");
}

TEST(FixedWidth, ColumnsMustBePositions) {
    Profile profile = fixed();
    profile.columns.client = "Client";
    EXPECT_EQ(refusal("x\ny\n", profile), "profile");
    profile.columns.client = "6-1";
    EXPECT_EQ(refusal("x\ny\n", profile), "profile");
}

Profile sections() {
    Profile profile;
    profile.format = "sections";
    profile.section = "[LINES]";
    profile.delimiter = "|";
    profile.decimal_mark = ".";
    profile.columns.client = "Client";
    profile.columns.service = "Item";
    profile.columns.quantity = "Qty";
    profile.columns.price = "Price";
    profile.columns.date = "Done";
    profile.date_format = "M/D/YYYY h:mm:ss AM";
    profile.code_strip = "{}";
    profile.period_rule = "date";
    return profile;
}

// PA-20
TEST(Sections, Pa20OneSectionOfSeveralWithTimesBracesAndEmptyTrailingFields) {
    const auto table = read_services(
        "[CLIENTS]|||\nId|Name||\n{A-1}|Villa||\n"
        "[LINES]|||||\nClient|Item|Qty|Price|Done|||\n"
        "{A-1}|Wash|2|1.50|10/9/2026 8:05:00 PM|||\n"
        "[PAID]||\nId|Sum\n{A-1}|3.00\n"
        "[LINES]\nClient|Item|Qty|Price|Done|||\n{A-2}|Iron|1|2.00|10/31/2026 12:00:00 AM||\n",
        sections());
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].client_code, "A-1");
    EXPECT_EQ(text(*table.rows[0].date), "2026-10-09");
    EXPECT_EQ(table.rows[0].row, 6);
    EXPECT_EQ(text(*table.rows[1].date), "2026-10-31");
}

TEST(Sections, AMissingOrChangedSectionIsRefused) {
    EXPECT_EQ(refusal("[OTHER]\na|b\n1|2\n", sections()), "header_missing");
    EXPECT_EQ(
        refusal("[LINES]\nClient|Item|Qty|Price|Done\n1|a|1|1|10/1/2026 1:00:00 AM\n[LINES]\nx|y\n",
                sections()),
        "header_ambiguous");
}

// PA-20
TEST(Sections, Pa20ANameThatBeginsLikeAValueIsRefused) {
    Profile profile = sections();
    profile.section = "SERVICES";
    EXPECT_EQ(refusal("SERVICES\nClient|Item|Qty|Price|Done\n", profile), "profile");
    profile.section = "1";
    EXPECT_EQ(refusal("1\nClient|Item|Qty|Price|Done\n", profile), "profile");
}

// PA-20
TEST(Sections, Pa20RowsBehindAValueThatEndedTheSectionAreWarnedAbout) {
    const std::string begin =
        "[LINES]||||\nClient|Item|Qty|Price|Done\nA-1|Wash|2|1.50|10/9/2026 8:05:00 PM\n";
    const std::string row = "A-2|Iron|1|2.00|10/9/2026 8:05:00 PM\n";
    const auto warned = read_services(begin + "|[see below]|||\n" + row + row, sections());
    EXPECT_EQ(warned.rows.size(), 1U);
    ASSERT_EQ(warned.facts.warnings.size(), 1U);
    EXPECT_EQ(warned.facts.warnings[0].code, "rows_outside");
    EXPECT_EQ(warned.facts.warnings[0].row, 5);
    EXPECT_NE(warned.facts.warnings[0].message.find("read: 2,"), std::string::npos);
    EXPECT_TRUE(read_services(begin + "[PAID]||||\nId|Sum|By|At|Of\n1|2|3|4|5\n", sections())
                    .facts.warnings.empty());
    EXPECT_TRUE(read_services(begin + "[SUM]\nTotal|3.00\n", sections()).facts.warnings.empty());
}

TEST(Signs, TheProfileSaysWhenARowIsACredit) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.quantity = "Q";
    profile.columns.price = "P";
    profile.period_rule = "given";
    profile.sign_rule = "column";
    profile.sign_column = "Sens";
    profile.sign_words = "Avoir|RETOUR";
    const auto table = read_services(
        "C;S;Q;P;Sens\n1;a;2;3;\n1;a;2;3;avoir\n1;a;-2;3;Retour\n1;a;1;1;Vente\n", profile);
    EXPECT_EQ(table.rows[0].amount->text(), "6.00");
    EXPECT_EQ(table.rows[1].amount->text(), "-6.00");
    EXPECT_EQ(table.rows[1].quantity->text(), "-2");
    EXPECT_EQ(table.rows[2].problem()->code, "sign_ambiguous");
    EXPECT_EQ(table.rows[3].amount->text(), "1.00");
    EXPECT_EQ(table.facts.warnings.at(0).code, "sign_words") << "Vente may mean a credit";
    profile.sign_rule = "negated";
    const auto negated = read_services("C;S;Q;P\n1;a;2;3\n", profile);
    EXPECT_EQ(negated.rows[0].amount->text(), "-6.00");
}

// PA-11
TEST(Signs, AWordThatTheProfileDoesNotKnowIsNoCharge) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.constants.quantity = "1";
    profile.period_rule = "given";
    profile.sign_rule = "column";
    profile.sign_column = "Sens";
    profile.sign_words = "AVOIR";
    const std::string bytes = "C;S;P;Sens\n1;a;3;RETOUR\n1;a;3;Vente\n1;a;3;\n1;a;3;Avoir\n";
    const auto warned = read_services(bytes, profile);
    EXPECT_FALSE(warned.rows[0].problem());
    EXPECT_NE(warned.facts.warnings.at(0).message.find("charges: 'RETOUR', 'Vente'. If"),
              std::string::npos);
    profile.charge_words = "vente";
    const auto table = read_services(bytes, profile);
    EXPECT_EQ(table.rows[0].problem()->code, "sign_ambiguous");
    EXPECT_FALSE(table.rows[1].problem() || table.rows[2].problem() || table.rows[3].problem());
    EXPECT_EQ(table.rows[3].amount->text(), "-3.00");
    EXPECT_TRUE(table.facts.warnings.empty());
}

TEST(Constants, StandForWhatTheFileDoesNotSay) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.constants.quantity = "1";
    profile.constants.service = "MENAGE";
    profile.period_rule = "given";
    const auto table = read_services("C;S;P\n1;;5\n1;LAV;6\n", profile);
    EXPECT_EQ(table.rows[0].service, "MENAGE");
    EXPECT_EQ(table.rows[1].service, "LAV");
    EXPECT_EQ(table.rows[1].amount->text(), "6.00");
}

// PA-04
TEST(Header, Pa04IsFoundByTheNamesOfItsColumns) {
    Profile profile;
    profile.header_row = -1;
    profile.columns.client = "id client";
    profile.columns.service = "TYPE";
    profile.columns.price = "Prix";
    profile.period_rule = "given";
    EXPECT_EQ(
        read_services("Blanchisserie;;\n\nOctobre;Type;\nType;Prix;ID Client\na;2;C-1\n", profile)
            .rows.at(0)
            .client_code,
        "C-1");
    EXPECT_EQ(refusal("a;b\nc;d\n", profile), "header_missing");
}

// PA-23
TEST(Cards, Pa23ACardNumberIsMaskedAndASiretIsNot) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.columns.ticket = "T";
    profile.columns.comment = "Note";
    profile.period_rule = "given";
    const auto table = read_services(
        "C;S;P;T;Note\n1;a;2;4111111111111111;carte 4111 1111 1111 1111 merci\n"
        "1;a;2;;SIRET 73282932000074\n",
        profile);
    EXPECT_EQ(table.rows[0].comment, "carte **** **** **** 1111 merci");
    EXPECT_EQ(table.rows[0].ticket, "4111111111111111") << "a ticket is read as what it is";
    EXPECT_EQ(table.rows[0].raw.find("4111 1111"), std::string::npos);
    EXPECT_EQ(table.rows[1].comment, "SIRET 73282932000074");
    EXPECT_EQ(table.facts.card_numbers, (std::vector<std::string>{"4111 1111 1111 1111"}));
    EXPECT_EQ(table.facts.warnings.at(0).code, "card_number");
}

// PA-23
TEST(Cards, Pa23ACardNumberInAFiguresColumnIsMaskedInTheProblemToo) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.columns.date = "D";
    profile.columns.currency = "M";
    profile.period_rule = "given";
    profile.date_format = "DD/MM/YYYY";
    const std::string number = "4111 1111 1111 1111";
    for (const std::string& cells :
         {number + ";01/10/2026;", "2;" + number + ";", "2;01/10/2026;" + number,
          std::string(70, 'x') + number + ";01/10/2026;"}) {
        const auto table = read_services("C;S;P;D;M\n1;a;" + cells + "\n", profile);
        std::string said;
        for (const Issue& problem : table.rows.at(0).problems) {
            said += problem.message;
        }
        EXPECT_EQ(said.find("4111 1111"), std::string::npos) << said;
        EXPECT_NE(said.find("**** **"), std::string::npos) << said;
        EXPECT_EQ(table.rows[0].raw.find("4111 1111"), std::string::npos);
        EXPECT_EQ(table.facts.card_numbers, std::vector<std::string>{number});
    }
}

// PA-23
TEST(Cards, Pa23CardNumbersAreFoundHoweverTheirGroupsAreJoined) {
    for (const char* const number :
         {"4111\u00A01111\u00A01111\u00A01111", "4111.1111.1111.1111", "4111\u202F1111-1111 1111",
          "3782 822463 10005", "4111111111111111"}) {
        EXPECT_EQ(card_numbers_in(std::string("carte ") + number + " 12/27 merci"),
                  std::vector<std::string>{number});
    }
    EXPECT_EQ(card_numbers_in("facture 2026 4111 1111 1111 1111"),
              std::vector<std::string>{"4111 1111 1111 1111"});
    EXPECT_TRUE(
        card_numbers_in("tél. 0590 27 61 00 06 90 35 12 34, SIRET 732 829 320 00074").empty());
    EXPECT_TRUE(card_numbers_in("1.234.567,00 – 12.50").empty());
}

TEST(Content, WhatIsNoListIsRefusedWithItsName) {
    Profile profile = fixed();
    EXPECT_EQ(refusal(std::string("\x89PNG\r\n\x1a\n", 8), profile), "file_kind");
    EXPECT_EQ(refusal("%PDF-1.7", profile), "file_kind");
    profile.format = "spreadsheet";
    EXPECT_EQ(refusal("C;S;P\n1;a;2\n", profile), "file_kind");
    EXPECT_EQ(refusal("", profile), "file_empty");
}

// PA-23
TEST(CardNumbers, AreMaskedWhereTheyStandAndNowhereElse) {
    EXPECT_EQ(with_masked_cards("94111111111111111 4111111111111111"),
              "94111111111111111 ************1111")
        << "the same digits inside a longer number are another number";
    std::string text = "94111111111111111 4111111111111111";
    mask_number(text, "4111111111111111");
    EXPECT_EQ(text, "94111111111111111 ************1111");
    const std::string run =
        "234.4-11111.4111111\xE2\x80\x89"
        "4111111111111111";
    EXPECT_TRUE(long_card_numbers_in(with_masked_cards(run)).empty())
        << "what is left of a run is looked at again";
}

TEST(Layouts, AProfileThatNamesNoColumnReadsNothing) {
    Profile profile;
    profile.period_rule = "given";
    EXPECT_EQ(refusal("C;S\n1;a\n", profile), "profile");
    EXPECT_EQ(refusal(R"([{"C":"1","S":"a"}])", profile), "profile");
}

TEST(Layouts, AQuoteThatIsItsOwnEscapeIsADoubledQuote) {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.period_rule = "given";
    profile.escape = "\"";
    const auto table = read_services("C;S;P\n\"1\";\"a \"\"b\"\"\";\"2,00\"\n", profile);
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_EQ(table.rows[0].client_code, "1");
    EXPECT_EQ(table.rows[0].service, "a \"b\"");
    profile.quote = profile.delimiter;
    EXPECT_EQ(refusal("C;S;P\n1;a;2\n", profile), "profile");
}

}  // namespace
}  // namespace quittance
