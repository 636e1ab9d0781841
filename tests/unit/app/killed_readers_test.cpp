#include "app/killed_readers.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

namespace quittance {
namespace {

class Killed : public ::testing::Test {
protected:
    Killed() {
        std::string name = (std::filesystem::temp_directory_path() / "killed.XXXXXX").string();
        parent = ::mkdtemp(name.data());
    }
    ~Killed() override { std::filesystem::remove_all(parent); }

    /// As a process that has just been started.
    KilledReaders started() const { return KilledReaders((parent / "tries").string()); }

    /// A try whose reader is killed; whether it was told to be the last.
    static bool killed(const KilledReaders& readers, const std::string& sha256) {
        bool last = false;
        EXPECT_THROW(readers.count(sha256,
                                   [&last](bool last_try) -> ImportReport {
                                       last = last_try;
                                       throw ReaderKilled(9);
                                   }),
                     ReaderKilled);
        return last;
    }
    /// A try that ends; whether it was told to be the last.
    static bool read(const KilledReaders& readers, const std::string& sha256) {
        bool last = false;
        readers.count(sha256, [&last](bool last_try) {
            last = last_try;
            return ImportReport();
        });
        return last;
    }

    std::filesystem::path parent;
};

TEST_F(Killed, AFileIsTriedThreeTimesAndAnotherCountsByItself) {
    const KilledReaders readers = started();
    EXPECT_FALSE(killed(readers, "a"));
    EXPECT_FALSE(killed(readers, "a"));
    EXPECT_FALSE(killed(readers, "b"));
    EXPECT_TRUE(read(readers, "a"));
    EXPECT_FALSE(killed(readers, "a")) << "it was dealt with: counted anew";
}

TEST_F(Killed, ARestartForgetsNoTry) {
    EXPECT_FALSE(killed(started(), "a"));
    EXPECT_FALSE(killed(started(), "a"));
    EXPECT_TRUE(read(started(), "a"));
    EXPECT_TRUE(std::filesystem::is_empty(parent / "tries")) << "nothing is kept of it then";
}

TEST_F(Killed, WhereNothingCanBeKeptItIsReadAgain) {
    const KilledReaders readers((parent / "none" / "tries").string());
    for (int time = 0; time < 4; ++time) {
        EXPECT_FALSE(killed(readers, "a"));
    }
    EXPECT_FALSE(read(readers, "a"));
}

}  // namespace
}  // namespace quittance
