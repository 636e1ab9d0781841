#include "adapters/door/drop_folder.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace quittance::door {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class Drop : public ::testing::Test {
protected:
    Drop() {
        std::string name = (fs::temp_directory_path() / "drop.XXXXXX").string();
        root = ::mkdtemp(name.data());
        fs::create_directories(root / "SUP");
    }
    ~Drop() override { fs::remove_all(root); }

    DropFolder folder() {
        return {root.string(), seconds(10), [this] { return now; },
                [this] { return "label" + std::to_string(++labels); }};
    }
    void put(const std::string& name, const std::string& text = "x") const {
        std::ofstream(root / name) << text;
    }
    std::vector<DroppedFile> settled(DropFolder& drop) {
        auto first = drop.take("SUP");
        EXPECT_TRUE(first.empty());
        now += seconds(11);
        return drop.take("SUP");
    }
    std::string text(const std::string& name) const {
        std::ifstream file(root / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    fs::path root;
    std::chrono::steady_clock::time_point now;
    int labels = 0;
};

TEST_F(Drop, AFileIsTakenOnceItHasNotChangedForAWhile) {
    DropFolder drop = folder();
    put("SUP/a.csv", "1");
    EXPECT_TRUE(drop.take("SUP").empty());
    now += seconds(6);
    put("SUP/a.csv", "12");
    EXPECT_TRUE(drop.take("SUP").empty());
    now += seconds(6);
    EXPECT_TRUE(drop.take("SUP").empty());
    now += seconds(6);
    const auto files = drop.take("SUP");
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].name, "a.csv");
    EXPECT_FALSE(fs::exists(root / "SUP/a.csv"));
}

TEST_F(Drop, WhatIsUnfinishedOrNoFileStays) {
    for (const char* name : {"a.part", "a.filepart", "a.tmp", "a.crdownload", ".hidden"}) {
        put(std::string("SUP/") + name);
    }
    put("elsewhere");
    fs::create_symlink(root / "elsewhere", root / "SUP/link.csv");
    fs::create_hard_link(root / "elsewhere", root / "SUP/second_name.csv");
    fs::create_directory(root / "SUP/folder.csv");
    ::mkfifo((root / "SUP/pipe.csv").c_str(), 0600);
    DropFolder drop = folder();
    EXPECT_TRUE(settled(drop).empty());
}

TEST_F(Drop, AFileUnderWayWhenTheProcessDiedIsTakenAgain) {
    put("SUP/a_b.csv");
    DropFolder drop = folder();
    ASSERT_EQ(settled(drop).size(), 1U);
    DropFolder after = folder();
    const auto files = after.take("SUP");
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].name, "a_b.csv");
}

TEST_F(Drop, FilesAreArchivedOrRefusedWithTheReason) {
    DropFolder drop = folder();
    put("SUP/a.csv", "1");
    put("SUP/b.csv", "2");
    const auto files = settled(drop);
    ASSERT_EQ(files.size(), 2U);
    for (const DroppedFile& file : files) {
        if (file.name == "a.csv") {
            drop.archive(file, "2026-11", "");
        } else {
            drop.refuse(file, "Row 2, column Qty: no number.");
        }
    }
    EXPECT_EQ(text("SUP/archive/2026-11/a.csv"), "1");
    EXPECT_FALSE(fs::exists(root / "SUP/archive/2026-11/a.csv.txt"));
    EXPECT_EQ(text("SUP/refused/b.csv"), "2");
    EXPECT_EQ(text("SUP/refused/b.csv.txt"), "Row 2, column Qty: no number.\n");
    EXPECT_TRUE(drop.take("SUP").empty());
}

// PA-23
TEST_F(Drop, OfAFileWithCardNumbersItsMaskedCopyIsKept) {
    DropFolder drop = folder();
    put("copy", "************1111");
    put("SUP/a.csv", "earlier");
    drop.archive(settled(drop).at(0), "2026-11", "");
    put("SUP/a.csv", "4111111111111111");
    const DroppedFile file = settled(drop).at(0);
    drop.archive(file, "2026-11", "", (root / "copy").string());
    EXPECT_EQ(text("SUP/archive/2026-11/a.csv"), "earlier");
    EXPECT_EQ(text("SUP/archive/2026-11/label2_a.csv"), "************1111");
    EXPECT_FALSE(fs::exists(file.path));
    EXPECT_FALSE(fs::exists(root / "SUP/archive/2026-11/.masked_label2_a.csv"));
}

TEST_F(Drop, AnArchivedFileIsNeverWrittenOver) {
    DropFolder drop = folder();
    for (const char* content : {"first", "second"}) {
        put("SUP/a.csv", content);
        drop.archive(settled(drop).at(0), "2026-11", "");
    }
    EXPECT_EQ(text("SUP/archive/2026-11/a.csv"), "first");
    EXPECT_EQ(text("SUP/archive/2026-11/label2_a.csv"), "second");
}

TEST_F(Drop, OfWhatMayNotBeKeptTheReasonAloneStays) {
    DropFolder drop = folder();
    for (const char* why : {"first", "second"}) {
        put("SUP/a.csv");
        const auto files = settled(drop);
        ASSERT_EQ(files.size(), 1U);
        drop.discard(files[0], why);
        EXPECT_FALSE(fs::exists(files[0].path));
    }
    EXPECT_EQ(text("SUP/refused/a.csv.txt"), "first\n");
    EXPECT_FALSE(fs::exists(root / "SUP/refused/a.csv"));
    EXPECT_EQ(std::distance(fs::directory_iterator(root / "SUP/refused"), {}), 2);
    EXPECT_TRUE(drop.take("SUP").empty());
}

TEST_F(Drop, AFolderInWhichOthersWriteIsNotTrusted) {
    put("SUP/a.csv");
    fs::create_directory(root / "SUP/.taken");
    fs::permissions(root / "SUP/.taken", fs::perms(0777));
    DropFolder drop = folder();
    EXPECT_THROW(drop.take("SUP"), PortError);
    fs::remove(root / "SUP/.taken");
    fs::create_directory_symlink(root, root / "SUP/.taken");
    EXPECT_THROW(drop.take("SUP"), PortError);
    EXPECT_TRUE(fs::exists(root / "SUP/a.csv"));
}

TEST_F(Drop, FilesComeInAFolderOfTheirOwnWhereThereIsOne) {
    fs::create_directory(root / "SUP/in");
    put("SUP/not_here.csv");
    put("SUP/in/here.csv");
    DropFolder drop = folder();
    const auto files = settled(drop);
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].name, "here.csv");
    EXPECT_EQ(drop.suppliers(), std::vector<std::string>{"SUP"});
}

TEST_F(Drop, ARootThatIsNotThereIsTold) {
    fs::remove_all(root);
    EXPECT_THROW(folder(), PortError);
}

}  // namespace
}  // namespace quittance::door
