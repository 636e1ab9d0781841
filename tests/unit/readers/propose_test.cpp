#include "readers/propose/propose_profile.hpp"

#include "adapters/files/profile_seeds.hpp"
#include "readers/propose/fixed_traits.hpp"
#include "readers/propose/json_traits.hpp"
#include "readers/propose/text_traits.hpp"
#include "readers/propose/value_traits.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace quittance {
namespace {

FileLook propose(std::string_view bytes, const std::string& name = "liste.csv") {
    const test::WrittenFile file(bytes);
    return propose_profile(file.path(), name);
}

bool doubted(const std::vector<Issue>& doubts, std::string_view words) {
    return std::any_of(doubts.begin(), doubts.end(), [words](const Issue& doubt) {
        return doubt.code == "uncertain" && doubt.message.find(words) != std::string::npos;
    });
}

TEST(Propose, PA01_ReadsTheFirstListExactly) {
    const std::string bytes =
        "\xEF\xBB\xBFType;Quantité;ID client;Prix\nDrap;2;C-101;12,50\nNappe;1,5;C-102;8,00\n";
    const Profile profile = propose(bytes, "octobre 2026-10.csv").profile;
    EXPECT_EQ(profile.period_rule, "filename");
    const auto rows = test::read_services(bytes, profile).rows;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].service, "Drap");
    EXPECT_EQ(rows[0].client_code, "C-101");
    EXPECT_EQ(rows[0].price->text(), Decimal::parse("12.5")->text());
    EXPECT_EQ(rows[1].quantity->text(), Decimal::parse("1.5")->text());
}

TEST(Propose, PA23_ShowsNoCardNumber) {
    const auto look = propose("Type;Client;Remarque\nDrap;C-1;carte 4111 1111 1111 1111 merci\n");
    EXPECT_EQ(look.rows.at(1).cells.at(2), "carte **** **** **** 1111 merci");
}

TEST(Propose, ALookWithAProfileOfAnUnknownCharsetSaysSo) {
    const test::WrittenFile file("C-104 Lavage       2  12,50\n");
    Profile profile;
    profile.format = "fixed";
    profile.charset = "utf-7";
    profile.columns.client = "1-6";
    try {
        (void)look_at(file.path(), profile);
        ADD_FAILURE() << "looked at";
    } catch (const UnreadableFile& error) {
        EXPECT_EQ(error.issue().code, "profile");
    }
}

TEST(Propose, PA18_RefusesBytesThatAreNoTextInAnyCharset) {
    try {
        (void)propose(std::string_view("\xEF\xBB\xBFType;Prix\nDrap\0\0;2\n", 22));
        ADD_FAILURE() << "proposed";
    } catch (const UnreadableFile& error) {
        EXPECT_EQ(error.issue().code, "file_kind");
    }
}

TEST(Propose, PA02_TellsCharsetsByTheirFrenchLettersAndDoubtsThem) {
    const auto charset = [](const char* name) {
        Profile profile;
        std::vector<Issue> doubts;
        propose_charset(name, profile, doubts);
        EXPECT_TRUE(doubted(doubts, profile.charset));
        return profile.charset;
    };
    EXPECT_EQ(charset("Quantit\xE9;Prix \x80\n"), "windows-1252");
    EXPECT_EQ(charset("Quantit\xE9;Prix \xA4\n"), "iso-8859-15");
    EXPECT_EQ(charset("Quantit\x8E;Prix \xDB\n"), "macintosh");
    EXPECT_EQ(charset("Quantit\x82;Prix\n"), "ibm850");
}

TEST(Propose, PA03_TakesMarksOnlyFromProof) {
    const auto marks = [](const std::vector<std::string>& numbers) {
        Profile profile;
        std::vector<Issue> doubts;
        propose_marks(numbers, profile, doubts);
        return profile.decimal_mark + profile.thousands_mark + (doubts.empty() ? "" : "?");
    };
    EXPECT_EQ(marks({"1 234,50 €", "12,5"}), ", ");
    EXPECT_EQ(marks({"1.234,50"}), ",.");
    EXPECT_EQ(marks({"1'234.50"}), ".'");
    EXPECT_EQ(marks({"0,125"}), ",");
    EXPECT_EQ(marks({"1.234"}), ",?");
    EXPECT_EQ(marks({"1,234"}), ".?");
}

TEST(Propose, PA03_NumberThatFitsTwoReadingsIsNotRead) {
    for (const char* const number : {"1.234", "1,234"}) {
        const std::string bytes =
            std::string("Client;Service;Prix\nC1;S;") + number + "\nC2;S;" + number + "\n";
        const FileLook look = propose(bytes);
        EXPECT_TRUE(doubted(look.doubts, number));
        for (const auto& row : test::read_services(bytes, look.profile).rows) {
            EXPECT_TRUE(row.problem());
            EXPECT_FALSE(row.price.has_value());
        }
    }
}

TEST(Propose, PA04_PA05_FindsTheHeaderBelowTitlesAndTheTotals) {
    const FileLook look = propose(
        "Blanchisserie;;;\nOctobre;;;\n;;;\nType;Qté;Client;Prix\nDrap;1;C-1;2,50\n"
        "Sous-total C-1;;;2,50\nTOTAL GÉNÉRAL;;;2,50\n");
    EXPECT_EQ(look.profile.header_row, 4);
    EXPECT_NE(look.profile.total_label.find("sous-total"), std::string::npos);
    EXPECT_NE(look.profile.total_label.find("total"), std::string::npos);
}

TEST(Propose, PA08_PA09_TakesDatesOnlyFromProof) {
    const auto format = [](const std::vector<std::string>& dates) {
        Profile profile;
        std::vector<Issue> doubts;
        propose_dates(dates, profile, doubts);
        return profile.date_format + (doubts.empty() ? "" : "?");
    };
    EXPECT_EQ(format({"03/04/2026", "13/04/2026"}), "DD/MM/YYYY");
    EXPECT_EQ(format({"03/04/2026", "04/13/2026"}), "MM/DD/YYYY");
    EXPECT_EQ(format({"03/04/2026"}), "?");
    EXPECT_EQ(format({"03/03/2026", "03/04/2026"}), "?");
    EXPECT_EQ(format({"3/4/2026 1:00:00 PM"}), "?");
    EXPECT_EQ(format({"2026-10-01"}), "YYYY-MM-DD");
    EXPECT_EQ(format({"1 oct. 2026"}), "D MMM YYYY");
    EXPECT_EQ(format({"15.févr.2026", "1.mai.2026"}), "D.MMM.YYYY");
    EXPECT_EQ(format({"46296"}), "?");
}

TEST(Propose, PA20_FindsTheSectionOfTheServicesAndTheBraces) {
    const std::string bytes =
        "[CLIENTS]|||\nID client|Nom||\n{C-1}|Anna||\n[SERVICES]|||\n"
        "ID client|Service|Quantity|Price|Date\n{C-1}|Wash|2|3.50|10/13/2026 1:00:00 PM\n";
    const FileLook look = propose(bytes);
    EXPECT_EQ(look.format, "sections");
    EXPECT_EQ(look.profile.section, "[SERVICES]");
    EXPECT_EQ(look.profile.code_strip, "{}");
    const auto rows = test::read_services(bytes, look.profile).rows;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].client_code, "C-1");
    EXPECT_EQ(text(*rows[0].date), "2026-10-13");
}

TEST(Propose, PA25_WithoutDatesTakesTheMonthBeforeUnlessTheNameHasOne) {
    const char* const bytes = "Type;Qté;Client;Prix\nDrap;1;C-1;2,50\n";
    EXPECT_EQ(propose(bytes, "client-20.csv").profile.period_rule, "previous");
    EXPECT_EQ(propose(bytes, "liste_202610.csv").profile.period_rule, "filename");
}

TEST(Propose, ProfileIsWrittenAndReadBackTheSame) {
    Profile profile = propose("Type\tQté\tClient\tPrix\nDrap\t1\tC-1\t1'234.50\n").profile;
    profile.tax_included = true;
    const test::WrittenFile file(profile_toml(profile));
    const Profile back = profile_in(file.path());
    for (const auto& [name, field] : profile_texts) {
        EXPECT_TRUE(name == "name" || back.*field == profile.*field) << name;
    }
    EXPECT_EQ(back.columns.price, "Prix");
    EXPECT_EQ(back.header_row, profile.header_row);
    EXPECT_TRUE(back.tax_included);
}

std::string positions(std::string_view lines) {
    std::string said;
    for (const auto& position : fixed_shape(lines).positions) {
        said += (said.empty() ? "" : " ") + name_of(position);
    }
    return said;
}

TEST(ProposeFixed, NumbersGrowToTheLeftAndTextsToTheRight) {
    EXPECT_EQ(positions("Client  Service    Prix  Note\n"
                        "C-1     Drap       2,50  vu\n"
                        "C-2     Nappe     12,50\n"),
              "1-8 9-15 16-25 26-999");
}

TEST(ProposeFixed, WordsOfOneColumnAreNotDivided) {
    EXPECT_EQ(positions("Client  Type           Prix\n"
                        "C-1     Drap plat      2,50\n"
                        "C-2     Drap king     12,50\n"),
              "1-8 9-17 18-999");
    EXPECT_EQ(positions("Client  Type       Prix unitaire\n"
                        "C-1     Drap           1 234,50\n"
                        "C-2     Nappe             12,50\n"),
              "1-8 9-13 14-999");
}

TEST(ProposeFixed, WithoutAHeaderASingleBlankDividesNoText) {
    EXPECT_EQ(positions("C-1  Lavage à sec   2  12,50\n"
                        "C-2  Lavage à sec   1   8,00\n"
                        "C-3  Lavage à sec  10   1,00\n"),
              "1-5 6-17 18-21 22-999");
}

TEST(ProposeFixed, PositionsAreOfCharactersNotOfBytes) {
    EXPECT_EQ(positions("Client  Prestation  Qté  Prix\n"
                        "C-1     Éponge été    1  2,50\n"
                        "C-2     Drap         12  3,50\n"),
              "1-8 9-18 19-23 24-999");
}

TEST(ProposeFixed, TextWithTabsHasNone) {
    EXPECT_EQ(positions("Client\tService\tPrix\nC-1\tDrap\t2,50\n"), "");
}

TEST(ProposeJson, FindsListsThatNamesLeadTo) {
    const auto lists = json_lists(
        R"({"a":{"b~c":[{"x":1,"y":{"z":2,"l":[{"q":1}]}},{"w":3}]},"n":[1],"d":[{"k":"v"},)");
    ASSERT_EQ(lists.size(), 2U);
    EXPECT_EQ(lists[0].pointer, "/a/b~0c");
    EXPECT_EQ(lists[0].names, (std::vector<std::string>{"x", "y.z"}));
    EXPECT_EQ(lists[0].inner, "y.l");
    EXPECT_EQ(lists[1].pointer, "/d");
    EXPECT_EQ(lists[1].names, (std::vector<std::string>{"k"}));
    EXPECT_TRUE(json_lists("[1, [2]").empty());
    EXPECT_EQ(json_lists(R"([{"k": 1}])").front().pointer, "");
}

/// The rows on the screen are called by what the profile calls them.
TEST(Propose, LookNamesTheColumnsWhereNoRowDoes) {
    const FileLook fixed = propose("Client  Service   Prix\nC-1     Drap      2,50\n", "liste.txt");
    EXPECT_EQ(fixed.columns, (std::vector<std::string>{"1-8", "9-15", "16-999"}));
    const test::WrittenFile file("Client  Service   Prix\nC-1     Drap      2,50\n");
    Profile one = fixed.profile;
    one.columns.service.clear();
    EXPECT_EQ(look_at(file.path(), one).columns, fixed.columns);
    const FileLook json = propose(R"([{"id":1,"client":{"code":"C-1"}}])", "liste.json");
    EXPECT_EQ(json.columns, (std::vector<std::string>{"id", "client.code"}));
}

RC_GTEST_PROP(ProposeFixed, ReadsAlignedColumnsExactly, ()) {
    const auto word = rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::element('A', 'b', 'z', 'e', 'k')));
    const auto rows =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<std::pair<std::string, int>>>(
            rc::gen::pair(word, rc::gen::inRange(0, 99'999))));
    std::size_t width = 7;
    for (const auto& [service, cents] : rows) {
        width = std::max(width, service.size());
    }
    const auto line = [width](const std::string& client, const std::string& service,
                              const std::string& price) {
        return client + "  " + service + std::string(width - service.size() + 2, ' ') +
               std::string(8 - price.size(), ' ') + price + '\n';
    };
    std::string bytes = line("Client", "Service", "Prix");
    for (const auto& [service, cents] : rows) {
        const std::string text = std::to_string(1000 + cents % 100).substr(2);
        bytes += line("C-1001", service, std::to_string(cents / 100) + ',' + text);
    }
    const auto read = test::read_services(bytes, propose(bytes).profile).rows;
    RC_ASSERT(read.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        RC_ASSERT(read[i].service == rows[i].first);
        RC_ASSERT(read[i].price->units() == rows[i].second * (Decimal::one / 100));
    }
}

// PA-03
TEST(Propose, DoubtsRowsThatGoOnBeyondTheHeader) {
    EXPECT_TRUE(
        doubted(propose("Client,Service,Qte,Prix\nC-1,Lavage,1,5,3,50\nC-2,Lavage,1,4\n").doubts,
                "more cells than the header"));
}

TEST(Propose, RefusesAnImageWithASentence) {
    EXPECT_THROW(propose("\x89PNG\r\n\x1A\n0000"), UnreadableFile);
}

RC_GTEST_PROP(Propose, ReadsAProposalExactlyOrWithAProblem, ()) {
    const std::string decimal = *rc::gen::element<std::string>(",", ".");
    const std::string thousands = decimal == "," ? "." : ",";
    const std::string delimiter = *rc::gen::element<std::string>(";", "\t", "|", "||", "§");
    const bool grouped = *rc::gen::arbitrary<bool>();
    const int places = *rc::gen::inRange(0, 4);
    const auto values = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 10000), rc::gen::inRange(0, 1000)));
    RC_PRE(!values.empty());
    std::string bytes = std::string("Client") + delimiter + "Service" + delimiter + "Prix\n";
    std::vector<std::string> meant;
    for (const auto& [whole, part] : values) {
        std::string written = std::to_string(whole);
        const std::string decimals =
            std::to_string(1000 + part).substr(1, static_cast<std::size_t>(places));
        meant.push_back(Decimal::parse(written + (places > 0 ? "." + decimals : ""))->text());
        if (grouped && whole > 999) {
            written.insert(written.size() - 3, thousands);
        }
        written += places > 0 ? decimal + decimals : "";
        bytes += std::string("C1") + delimiter + "S" + delimiter + written + "\n";
    }
    const auto rows = test::read_services(bytes, propose(bytes).profile).rows;
    RC_ASSERT(rows.size() == meant.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        RC_ASSERT(rows[i].problem() || (rows[i].price && rows[i].price->text() == meant[i]));
    }
}

}  // namespace
}  // namespace quittance
