#include "adapters/door/drop_folder.hpp"
#include "support/port_error.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <sstream>

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

    DropFolder folder(OpenWriters::Before before = &open_writer_of) {
        return {root.string(), seconds(10), [this] { return now; },
                [this] { return "label" + std::to_string(++labels); }, std::move(before)};
    }
    void put(const std::string& name, const std::string& text = "x") const {
        std::ofstream(root / name) << text;
    }
    std::vector<DroppedFile> settled(DropFolder& drop) {
        EXPECT_TRUE(drop.take("SUP").files.empty());
        now += seconds(11);
        Taken taken = drop.take("SUP");
        EXPECT_TRUE(taken.problems.empty());
        return taken.files;
    }
    std::string text(const std::string& name) const {
        std::ifstream file(root / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// When the file's bytes or name were last changed, as names of taken files say it.
    std::string stamp(const std::string& name) const {
        struct stat facts {};
        EXPECT_EQ(::stat((root / name).c_str(), &facts), 0);
        std::ostringstream text;
        text << std::put_time(std::gmtime(&facts.st_ctim.tv_sec), "%Y%m%dT%H%M%SZ") << '-'
             << std::setw(9) << std::setfill('0') << facts.st_ctim.tv_nsec;
        return text.str();
    }
    /// The text of the one file in a folder whose name ends so; "" when there is none.
    std::string text_of_one(const std::string& folder, const std::string& end) const {
        for (const auto& entry : fs::directory_iterator(root / folder)) {
            if (entry.path().string().ends_with(end)) {
                return text(folder + '/' + entry.path().filename().string());
            }
        }
        return "";
    }

    fs::path root;
    std::chrono::steady_clock::time_point now;
    int labels = 0;
};

TEST_F(Drop, AFileIsTakenOnceItHasNotChangedForAWhile) {
    DropFolder drop = folder();
    put("SUP/a.csv", "1");
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(6);
    put("SUP/a.csv", "12");
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(6);
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(6);
    const auto files = drop.take("SUP").files;
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
    const auto files = after.take("SUP").files;
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
    EXPECT_TRUE(drop.take("SUP").files.empty());
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
    EXPECT_EQ(text_of_one("SUP/archive/2026-11", "-label2_a.csv"), "************1111");
    EXPECT_FALSE(fs::exists(file.path));
    EXPECT_EQ(text_of_one("SUP/archive/2026-11", ".masked_label2_a.csv"), "");
}

TEST_F(Drop, WhenAFileCameIsKnownAfterACrashAsWell) {
    struct stat facts {};
    put("SUP/a.csv");
    ASSERT_EQ(::stat((root / "SUP/a.csv").c_str(), &facts), 0);
    DropFolder drop = folder();
    const auto first = settled(drop);
    ASSERT_EQ(first.size(), 1U);
    std::tm utc{};
    std::istringstream(first[0].arrived) >> std::get_time(&utc, "%Y-%m-%dT%H:%M:%SZ");
    EXPECT_EQ(::timegm(&utc), facts.st_ctim.tv_sec) << first[0].arrived;
    fs::last_write_time(first[0].path, fs::file_time_type::clock::now() - std::chrono::hours(999));
    EXPECT_EQ(folder().take("SUP").files.at(0).arrived, first[0].arrived);
    EXPECT_EQ(first[0].name, "a.csv");
}

TEST_F(Drop, FilesAreReadInTheOrderInWhichTheyCameWithinASecondToo) {
    std::string before;
    for (const char* const name : {"SUP/c.csv", "SUP/b.csv", "SUP/a.csv"}) {
        do {
            put(name);
        } while (stamp(name) == before);  // in one tick of the file system
        before = stamp(name);
    }
    DropFolder drop(
        root.string(), seconds(10), [this] { return now; },
        [this] { return "label" + std::to_string(--labels); });  // in no order
    std::string names;
    std::string last;
    for (const DroppedFile& file : settled(drop)) {
        names += file.name + ' ';
        EXPECT_LT(last, file.arrived);
        last = file.arrived;
    }
    EXPECT_EQ(names, "c.csv b.csv a.csv ");
}

TEST_F(Drop, AnArchivedFileIsNeverWrittenOver) {
    DropFolder drop = folder();
    for (const char* content : {"first", "second"}) {
        put("SUP/a.csv", content);
        drop.archive(settled(drop).at(0), "2026-11", "");
    }
    EXPECT_EQ(text("SUP/archive/2026-11/a.csv"), "first");
    EXPECT_EQ(text_of_one("SUP/archive/2026-11", "-label2_a.csv"), "second");
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
    EXPECT_TRUE(drop.take("SUP").files.empty());
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

TEST_F(Drop, AnUploadThatStalledBeforeAnybodyLookedWaitsForItsEnd) {
    std::ofstream upload(root / "SUP/a.csv");
    upload << "half of it\n" << std::flush;
    put("SUP/b.csv");
    DropFolder drop = folder();
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(3600);
    ASSERT_EQ(drop.take("SUP").files.size(), 1U) << "nobody writes b.csv";
    upload << "the rest\n";
    upload.close();
    ASSERT_EQ(drop.take("SUP").files.size(), 1U);
    now += seconds(11);
    const auto files = drop.take("SUP").files;
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(std::ifstream(files[0].path).seekg(0, std::ios::end).tellg() +
                  std::ifstream(files[1].path).seekg(0, std::ios::end).tellg(),
              21);
}

TEST_F(Drop, WhereAnEarlierWriterCannotBeKnownAFileLiesStillForLonger) {
    put("SUP/a.csv");
    DropFolder drop = folder([](const std::string&) { return Writer::unknown; });
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += DropFolder::unknown_settle - seconds(1);
    EXPECT_TRUE(drop.take("SUP").files.empty());
    put("SUP/b.csv");
    EXPECT_TRUE(drop.take("SUP").files.empty()) << "of b.csv it is known that nobody writes it";
    now += seconds(11);
    EXPECT_EQ(drop.take("SUP").files.size(), 2U);
}

TEST_F(Drop, AFileThatIsStillBeingWrittenWaitsHoweverLongItsWriterPauses) {
    DropFolder drop = folder();
    EXPECT_TRUE(drop.take("SUP").files.empty());
    std::ofstream upload(root / "SUP/a.csv");
    upload << "half of it\n" << std::flush;
    put("SUP/b.csv");
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(3600);
    auto files = drop.take("SUP").files;
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].name, "b.csv");
    drop.archive(files[0], "2026-11", "");
    upload << "the rest\n";
    upload.close();
    EXPECT_TRUE(drop.take("SUP").files.empty());
    now += seconds(11);
    files = drop.take("SUP").files;
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(fs::file_size(files[0].path), 20U);
}

TEST_F(Drop, AnUploadThatIsRenamedWhenItEndsIsTaken) {
    DropFolder drop = folder();
    EXPECT_TRUE(drop.take("SUP").files.empty());
    std::ofstream(root / "SUP/a.csv.part") << "all of it";
    fs::create_hard_link(root / "SUP/a.csv.part", root / "SUP/a.csv");  // as OpenSSH renames
    fs::remove(root / "SUP/a.csv.part");
    EXPECT_EQ(settled(drop).size(), 1U);
}

TEST_F(Drop, ALongNameIsCutAtItsBeginning) {
    std::string name(11, 'x');
    while (name.size() < 245) {
        name += "é";
    }
    put("SUP/" + name + ".csv", "1");
    DropFolder drop = folder();
    const auto files = settled(drop);
    ASSERT_EQ(files.size(), 1U);
    EXPECT_TRUE(files[0].name.ends_with("é.csv"));
    EXPECT_EQ(files[0].name.size() % 2, 0U) << "no half character";
    drop.refuse(files[0], "why");
    EXPECT_EQ(text("SUP/refused/" + files[0].name + ".txt"), "why\n");
}

TEST_F(Drop, AFileThatCannotBeTakenLeavesTheOthersTheirTurn) {
    put("SUP/a.csv");
    put("SUP/b.csv");
    int calls = 0;
    DropFolder drop(
        root.string(), seconds(10), [this] { return now; },
        [&calls] { return ++calls == 1 ? "same" : "other"; });
    EXPECT_TRUE(drop.take("SUP").files.empty());
    fs::create_directory(root / ("SUP/.taken/" + stamp("SUP/a.csv") + "-same_a.csv"));
    now += seconds(11);
    const Taken taken = drop.take("SUP");
    ASSERT_EQ(taken.files.size(), 1U);
    EXPECT_EQ(taken.files[0].name, "b.csv");
    ASSERT_EQ(taken.problems.size(), 1U);
    EXPECT_NE(taken.problems[0].find("SUP/a.csv cannot be taken"), std::string::npos);
}

TEST_F(Drop, ARootThatIsNotThereIsTold) {
    fs::remove_all(root);
    EXPECT_THROW(folder(), PortError);
}

}  // namespace
}  // namespace quittance::door
