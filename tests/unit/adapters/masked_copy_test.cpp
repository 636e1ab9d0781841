#include "adapters/files/masked_copy.hpp"

#include "adapters/files/private_file.hpp"
#include "support/sha256.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace quittance {
namespace {

using namespace std::string_literals;

std::string masked(const std::string& bytes, const std::string& number) {
    const test::WrittenFile file(bytes);
    MaskedCopy copy = masked_copy(file.path(), {number});
    const std::string made = read_file(copy.path, 1'000'000);
    EXPECT_EQ(copy.sha256, sha256_hex(made));
    EXPECT_EQ(copy.size, static_cast<std::int64_t>(made.size()));
    copy.owner.reset();
    EXPECT_FALSE(std::filesystem::exists(copy.path)) << "nothing is left behind";
    return made;
}

// PA-23
TEST(MaskedCopy, Pa23MasksTheNumberWhereverItStandsAndNothingElse) {
    EXPECT_EQ(masked("a;4111 1111 1111 1111;b\n4111 1111 1111 1111\n", "4111 1111 1111 1111"),
              "a;**** **** **** 1111;b\n**** **** **** 1111\n");
    EXPECT_EQ(masked("\xFF\xFE"s + "4\0001\000;\000"s, "41"), "\xFF\xFE"s + "4\0001\000;\000"s)
        << "the last four digits stay";
}

// PA-23
TEST(MaskedCopy, Pa23MasksBlanksThatDoNotBreakInEveryCharset) {
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

}  // namespace
}  // namespace quittance
