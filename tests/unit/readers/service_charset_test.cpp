#include "laundry_list.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::expect_lavage;
using test::good;
using test::laundry;
using test::read_services;
using test::refusal;

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

}  // namespace
}  // namespace quittance
