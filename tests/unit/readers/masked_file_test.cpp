#include "readers/mask/masked_file.hpp"

#include "adapters/files/private_file.hpp"
#include "adapters/files/spooled_file.hpp"
#include "readers/mask/card_mask.hpp"
#include "readers/process/reading_process.hpp"
#include "support/port_error.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <zip.h>

#include <algorithm>
#include <fstream>

namespace quittance {
namespace {

using namespace std::string_literals;

std::string masked(const std::string& bytes, const std::vector<std::string>& numbers,
                   const ReadingLimits& limits = {}) {
    const test::WrittenFile file(bytes);
    const SpooledFile copy;
    ReadingProcesses(QUITTANCE_PROGRAM, limits).mask(file.path(), numbers, copy.path());
    return read_file(copy.path(), 1'000'000'000);
}

std::string masked(const std::string& bytes, const std::string& number) {
    return masked(bytes, std::vector<std::string>{number});
}

/// A zip archive of these parts.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
    const SpooledFile file;
    zip_t* const archive = zip_open(file.path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, content] : parts) {
        zip_file_add(archive, name.c_str(),
                     zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return read_file(file.path(), 1'000'000'000);
}

std::string part_of(const std::string& bytes, const std::string& name) {
    const test::WrittenFile file(bytes);
    zip_t* const archive = zip_open(file.path().c_str(), ZIP_RDONLY, nullptr);
    if (archive == nullptr) {
        return "no archive";
    }
    zip_file_t* const part = zip_fopen(archive, name.c_str(), 0);
    std::string content(1'000'000, '\0');
    const auto size = part == nullptr ? 0 : zip_fread(part, content.data(), content.size());
    content.resize(static_cast<std::size_t>(std::max<zip_int64_t>(size, 0)));
    EXPECT_EQ(part == nullptr ? 0 : zip_fclose(part), 0);
    zip_discard(archive);
    return content;
}

// PA-23
TEST(MaskedFile, Pa23MasksTheNumberWhereverItStandsAndNothingElse) {
    EXPECT_EQ(masked("a;4111 1111 1111 1111;b\n4111 1111 1111 1111\n", "4111 1111 1111 1111"),
              "a;**** **** **** 1111;b\n**** **** **** 1111\n");
    EXPECT_EQ(masked("\xFF\xFE"s + "4\0001\000;\000"s, "41"), "\xFF\xFE"s + "4\0001\000;\000"s)
        << "the last four digits stay";
}

// PA-23
TEST(MaskedFile, Pa23MasksBlanksThatDoNotBreakInEveryCharset) {
    const std::string number =
        "4111\xC2\xA0"
        "1111\xC2\xA0"
        "1111\xC2\xA0"
        "1111";
    EXPECT_EQ(masked("a;" + number, number),
              "a;****\xC2\xA0****\xC2\xA0****\xC2\xA0"
              "1111");
    EXPECT_EQ(masked("a;4111\xA0"
                     "1111\xA0"
                     "1111\xA0"
                     "1111;b",
                     number),
              "a;****\xA0****\xA0****\xA0"
              "1111;b");
    const std::string wide = "4\0001\0001\0001\000\xA0\0001\0001\0001\0001\000"s;
    EXPECT_EQ(masked("\xFF\xFE"s + wide,
                     "4111\xC2\xA0"
                     "1111"),
              "\xFF\xFE"s + "*\000*\000*\000*\000\xA0\0001\0001\0001\0001\000"s);
}

// PA-23
TEST(MaskedFile, Pa23OfAWorkbookThePartsWithANumberAreMaskedAndTheOthersStay) {
    const std::string number = "4111 1111 1111 1111";
    const std::string sheet = std::string(70'000, ' ') + "<t>by " + number + "</t>";
    const std::string copy =
        masked(zip_of({{"mimetype", "plain"}, {"xl/sheet1.xml", sheet}, {"xl/styles.xml", "<a/>"}}),
               number);
    EXPECT_EQ(part_of(copy, "xl/sheet1.xml"),
              std::string(70'000, ' ') + "<t>by **** **** **** 1111</t>");
    EXPECT_EQ(part_of(copy, "xl/styles.xml"), "<a/>");
    EXPECT_EQ(part_of(copy, "mimetype"), "plain");
}

TEST(MaskedFile, AnArchiveThatDoesNotOpenIsRefused) {
    try {
        static_cast<void>(masked("PK\x03\x04 4111111111111111", "4111111111111111"));
        ADD_FAILURE() << "masked";
    } catch (const UnreadableFile& error) {
        EXPECT_EQ(error.issue().code, "card_number");
    }
}

// PA-23
TEST(MaskedFile, ALargeFileTakesNoMoreMemoryThanASmallOne) {
    constexpr std::size_t piece = 256 * 1024;
    constexpr int pieces = 256;
    const SpooledFile file;
    std::ofstream written(file.path(), std::ios::binary);
    for (int i = 0; i < pieces; ++i) {
        // Where two pieces meet, a number is cut.
        written << "11111111" << std::string(piece - 16, 'x') << "41111111";
    }
    written.close();
    const SpooledFile copy;
    ReadingProcesses(QUITTANCE_PROGRAM).mask(file.path(), {"4111111111111111"}, copy.path());
    rusage reading{};
    ::getrusage(RUSAGE_CHILDREN, &reading);
    EXPECT_LT(reading.ru_maxrss, 48 * 1024) << "KiB";
    ASSERT_EQ(measured(copy.path()).size, std::int64_t{piece} * pieces);
    std::ifstream made(copy.path(), std::ios::binary);
    std::string one(piece, '\0');
    for (int i = 0; i < pieces; ++i) {
        made.read(one.data(), piece);
        EXPECT_EQ(one.substr(0, 8), i == 0 ? "11111111" : "****1111");
        EXPECT_EQ(one.substr(piece - 8), i + 1 == pieces ? "41111111" : "********");
    }
}

TEST(MaskedFile, WithoutRoomForTheCopyItIsTriedAgainLater) {
    ReadingLimits limits;
    limits.copy_bytes = 1'000;
    for (const std::string& bytes :
         {std::string(5'000, 'x'),
          zip_of({{"a", "4111111111111111" + std::string(90'000, 'x')}})}) {
        try {
            static_cast<void>(masked(bytes + bytes, {"4111111111111111"}, limits));
            ADD_FAILURE() << "written";
        } catch (const PortError& error) {
            EXPECT_EQ(error.advice(), Advice::retry_later);
        }
        limits.copy_bytes = 100;
    }
}

RC_GTEST_PROP(MaskedFile, AsManyBytesComeOutHoweverThePiecesAreCut,
              (const std::vector<std::string>& texts)) {
    std::string bytes;
    std::string expected;
    for (const auto& text : texts) {
        bytes += text + ";4111111111111111;";
        expected += text + ";************1111;";
    }
    CardForms forms({"4111111111111111", "36148900000008"});
    CardMask mask(forms);
    std::string got;
    const auto keep = [&got](std::string_view piece) { got += piece; };
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
        mask.take(std::string_view(bytes).substr(at, 7), keep);
    }
    mask.end(keep);
    RC_ASSERT(got == expected);
}

}  // namespace
}  // namespace quittance
