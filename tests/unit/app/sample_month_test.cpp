#include "adapters/files/private_file.hpp"
#include "adapters/files/profile_seeds.hpp"
#include "readers/open_services.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace quittance {
namespace {

const std::string sample_folder = QUITTANCE_SOURCE_DIR "/tests/fixtures/sample_month/";

/// The sample month was computed by another program, in another language: to the cent.
TEST(SampleMonth, IsReadToTheCentByItsSeedProfiles) {
    std::ifstream file(sample_folder + "expected.json");
    const auto expected = nlohmann::json::parse(file);
    ASSERT_EQ(expected.at("files").size(), 4U);
    for (const auto& one : expected.at("files")) {
        const auto name = one.at("name").get<std::string>();
        const auto profile = seeded_profile(QUITTANCE_SOURCE_DIR "/config/profiles",
                                            one.at("profile").get<std::string>());
        ASSERT_TRUE(profile) << name;
        const auto rows = open_services(sample_folder + name, *profile, false);
        Money sum;
        int lines = 0;
        for (ReadRow row; rows->next(row); ++lines) {
            sum += row.amount.value_or(Money());
        }
        EXPECT_EQ(lines, one.at("lines").get<int>()) << name;
        EXPECT_EQ(sum.text(), one.at("amount").get<std::string>()) << name;
    }
}

TEST(ProfileSeeds, NothingForANameThatIsNoProfile) {
    const std::string folder = QUITTANCE_SOURCE_DIR "/config/profiles";
    EXPECT_FALSE(seeded_profile(folder, "nobody"));
    EXPECT_FALSE(seeded_profile(folder, "../quittance.example"));
    EXPECT_FALSE(seeded_profile(folder, ""));
    EXPECT_FALSE(seeded_profile("", "laundry"));
}

TEST(ProfileSeeds, UnknownKeyIsRefusedWithItsLine) {
    const auto folder = std::filesystem::temp_directory_path() / "quittance_profile_seeds";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "odd.toml") << "charset = \"utf-8\"\ndelimeter = \";\"\n";
    try {
        (void)seeded_profile(folder.string(), "odd");
        FAIL() << "an unknown key was accepted";
    } catch (const PortError& error) {
        EXPECT_NE(std::string(error.what()).find("line 2: 'delimeter'"), std::string::npos);
    }
    std::filesystem::remove_all(folder);
}

TEST(ServiceFile, IsBoundedAndMustBeAFile) {
    EXPECT_THROW((void)read_file(sample_folder + "expected.json", 10), PortError);
    EXPECT_THROW((void)read_file(sample_folder, 10), PortError);
    EXPECT_THROW((void)read_file(sample_folder + "nowhere.csv", 10), PortError);
}

}  // namespace
}  // namespace quittance
