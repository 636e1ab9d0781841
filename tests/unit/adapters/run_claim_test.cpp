#include "adapters/system/run_claim.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace quittance::system {
namespace {

class RunClaimTest : public ::testing::Test {
protected:
    RunClaimTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "claim-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~RunClaimTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string journal() const { return folder_ + "/journal"; }

private:
    std::string folder_;
};

TEST_F(RunClaimTest, OneAtATimeOfAKind) {
    const RunClaim night = RunClaim::take(journal(), "night");
    EXPECT_THROW(RunClaim::take(journal(), "night"), PortError);
    EXPECT_NO_THROW(RunClaim::take(journal(), "import"));
}

TEST_F(RunClaimTest, TheKeyOfARunThatDiedIsFoundByTheNext) {
    std::optional<RunClaim> dying(RunClaim::take(journal(), "collect"));
    EXPECT_EQ(dying->abandoned_key(), "");
    dying->remember("run-1");
    dying.reset();  // the kernel drops the lock of a dead process likewise
    RunClaim next = RunClaim::take(journal(), "collect");
    EXPECT_EQ(next.abandoned_key(), "run-1");
    next.remember("");
    EXPECT_EQ(next.abandoned_key(), "");
}

TEST_F(RunClaimTest, NoFolderIsAMatterOfConfiguration) {
    try {
        RunClaim::take(journal() + "/no/folder", "night");
        FAIL();
    } catch (const PortError& error) {
        EXPECT_EQ(error.advice(), Advice::fix_configuration);
    }
}

}  // namespace
}  // namespace quittance::system
