#include "readers/text/byte_marks.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace quittance {
namespace {

constexpr std::array marks = {';', '\\', '\n', '\r'};

std::string any_text() {
    return *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
        {{8, rc::gen::arbitrary<char>()}, {2, rc::gen::elementOf(std::string(";\\\n\r"))}}));
}

RC_GTEST_PROP(ByteMarks, AreTheSameSixteenByteSixteenAndOneByOne, ()) {
    std::string text = any_text();
    text.resize(text.size() + mark_reach, 'x');
    for (std::size_t at = 0; at + mark_reach <= text.size(); ++at) {
        RC_ASSERT(marks_in(text.data() + at, marks) == marks_one_by_one(text.data() + at, marks));
    }
}

RC_GTEST_PROP(ByteMarks, AreFoundOneAfterTheOther, ()) {
    std::string text = any_text() + '\n';
    const std::size_t size = text.size();
    text.resize(size + mark_reach, ';');
    MarkFinder finder(marks);
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < size; ++at) {
        at = finder.next(text.data(), at);
        found.push_back(at);
    }
    std::vector<std::size_t> wanted;
    for (std::size_t at = text.find_first_of(";\\\n\r"); at < size;
         at = text.find_first_of(";\\\n\r", at + 1)) {
        wanted.push_back(at);
    }
    RC_ASSERT(found == wanted);
}

}  // namespace
}  // namespace quittance
