#include "any_style.hpp"
#include "readers/values/date_text.hpp"
#include "readers/values/number_text.hpp"
#include "reading.hpp"
#include "written_table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>

namespace quittance {
namespace {

using test::any_style;
using test::any_text;
using test::one_of;
using test::read_services;
using test::Style;
using test::WrittenLine;
using namespace std::chrono;

std::vector<WrittenLine> any_lines(const Style& style) {
    std::vector<WrittenLine> lines(*rc::gen::inRange<std::size_t>(1, 8));
    const sys_days first = 2000y / January / 1;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        WrittenLine& line = lines[i];
        line.client = "C-" + any_text(style, false);
        line.service = any_text(style, false);
        line.ticket = any_text(style, false);
        line.comment = any_text(style, true);
        line.quantity = *rc::gen::inRange<std::int64_t>(-2'000'000, 2'000'000);
        line.price = *rc::gen::inRange<std::int64_t>(-99'000'000, 99'000'000);
        line.date = first + days(*rc::gen::inRange(0, 36'000));
    }
    return lines;
}

/// Cents of quantity × price, half away from zero; both in thousandths.
std::int64_t cents(const WrittenLine& line) {
    const std::int64_t product = line.quantity * line.price;  // millionths: below 2e14
    const std::int64_t half = product < 0 ? -5'000 : 5'000;
    return (product + half) / 10'000;
}

void expect_read_back(const ReadRow& row, const WrittenLine& line) {
    RC_LOG(row.problem() ? row.problem()->message : std::string());
    RC_ASSERT(!row.problem());
    RC_ASSERT(row.row == line.row);
    RC_ASSERT(row.client_code == line.client);
    RC_ASSERT(row.service == line.service);
    RC_ASSERT(row.ticket == line.ticket);
    RC_ASSERT(row.comment == line.comment);
    RC_ASSERT(row.quantity->units() == line.quantity * 1'000);
    RC_ASSERT(row.price->units() == line.price * 1'000);
    RC_ASSERT(row.amount->minor() == cents(line));
    RC_ASSERT(sys_days(*row.date) == line.date);
}

RC_GTEST_PROP(RoundTrip, AnyTableInAnyDeclaredStyleIsReadBackExactly, ()) {
    const Style style = any_style();
    auto lines = any_lines(style);
    const auto bytes = test::written(lines, style, *rc::gen::arbitrary<bool>(),
                                     !style.quote.empty() && *rc::gen::arbitrary<bool>());
    RC_LOG(bytes);
    const auto table = read_services(bytes, test::profile_of(style));
    RC_ASSERT(table.rows.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        expect_read_back(table.rows[i], lines[i]);
    }
}

/// The two marks of a number in a regular expression.
std::string literal(const std::string& mark) {
    return mark == " " ? "(?: |\xC2\xA0|\xE2\x80\xAF)"
                       : "(?:" + std::regex_replace(mark, std::regex("[.]"), "\\.") + ")";
}

RC_GTEST_PROP(NoGuessing, ANumberIsReadOnlyAsTheDeclaredMarksSay, ()) {
    const NumberMarks marks{one_of({",", "."}), one_of({"", " ", ".", ",", "'"})};
    RC_PRE(marks.decimal != marks.thousands);
    std::string text;
    for (const auto& part : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
             std::vector<std::string>{"1", "23", "456", "000", ".", ",", "'", "\xC2\xA0"}))) {
        text += part;
    }
    const auto reading = read_number(text, marks);
    const std::string d = literal(marks.decimal);
    const std::string grouped =
        marks.thousands.empty() ? "" : "|\\d{1,3}(?:" + literal(marks.thousands) + "\\d{3})+";
    const std::regex declared("(?:\\d+" + grouped + ")?(?:" + d + "\\d+)?");
    if (reading.trouble == NumberTrouble::none) {
        RC_ASSERT(std::regex_match(std::string(trimmed(text)), declared));
    }
}

RC_GTEST_PROP(NoGuessing, NumbersOfOtherMarksAreNeverRead, ()) {
    Style style;
    style.decimal_mark = ".";
    auto lines = any_lines(style);
    for (auto& line : lines) {
        line.price = line.price / 1'000 * 1'000 + (line.price < 0 ? -75 : 75);  // 13.075
    }
    const auto bytes = test::written(lines, style, false, false);
    style.decimal_mark = ",";
    for (const auto& row : read_services(bytes, test::profile_of(style)).rows) {
        RC_ASSERT(row.problem() != nullptr);
        RC_ASSERT(!row.amount);
    }
}

RC_GTEST_PROP(NoGuessing, ADayIsReadInTheDeclaredOrderAlone, ()) {
    const int one = *rc::gen::inRange(1, 32);
    const int two = *rc::gen::inRange(1, 32);
    const int year = *rc::gen::inRange(2000, 2100);
    const std::string text =
        std::to_string(one) + '/' + std::to_string(two) + '/' + std::to_string(year);
    const auto expect = [&](const char* format, int day, int month) {
        const auto read = read_date(text, format);
        const Date wanted{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                          std::chrono::day(static_cast<unsigned>(day))};
        RC_ASSERT(read.has_value() == wanted.ok());
        if (read) {  // RC_ASSERT looks at both sides of ||
            RC_ASSERT(*read == wanted);
        }
    };
    expect("DD/MM/YYYY", one, two);
    expect("MM/DD/YYYY", two, one);
    RC_ASSERT(!read_date(text, "YYYY-MM-DD"));
    RC_ASSERT(!read_date(text, "DD.MM.YYYY"));
}

RC_GTEST_PROP(NoGuessing, ADayIsReadTheSameInOneGo, ()) {
    const std::string format = *rc::gen::element<std::string>(
        "DD/MM/YYYY", "MM-DD-YYYY", "YYYY.MM.DD", "YYYYMM DD.", "DDMM-YYYY/", "DD/MMMYYYY");
    std::string text = format;
    for (char& letter : text) {
        const bool kept =
            *rc::gen::inRange(0, 20) != 0 && std::string("/-. ").find(letter) != std::string::npos;
        letter = kept ? letter : *rc::gen::elementOf(std::string("00112233456789/-. x"));
    }
    RC_ASSERT(DateForm(format).read(text) == read_date(text, format));
}

std::string refusal(const std::string& bytes, const Profile& profile) {
    try {
        (void)read_services(bytes, profile);
    } catch (const UnreadableFile& error) {
        return error.issue().code;
    }
    return "read";
}

RC_GTEST_PROP(NoGuessing, AnotherDelimiterOrCharsetIsRefused, ()) {
    Style style;
    auto lines = any_lines(style);
    lines.front().comment = "é" + lines.front().comment;
    Style other = style;
    other.delimiter = one_of({",", "|", "\t"});
    RC_ASSERT(refusal(test::written(lines, style, false, false), test::profile_of(other)) ==
              "header_missing");
    other = style;
    other.charset = one_of({"windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "ibm850"});
    RC_ASSERT(refusal(test::written(lines, other, false, false), test::profile_of(style)) ==
              "charset");
}

RC_GTEST_PROP(NoGuessing, RandomBytesAreRefusedOrComeWithTheirProblems, ()) {
    const Style style = any_style();
    std::vector<WrittenLine> none;
    std::string bytes = test::written(none, style, false, false);
    const auto noise = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    bytes += noise;
    try {
        for (const auto& row : read_services(bytes, test::profile_of(style)).rows) {
            const bool whole = row.quantity && row.price && row.amount && row.date;
            RC_ASSERT(row.problem() != nullptr || whole);
        }
    } catch (const UnreadableFile& error) {
        RC_ASSERT(!error.issue().code.empty());
    }
}

}  // namespace
}  // namespace quittance
