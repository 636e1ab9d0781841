#include "adapters/odoo/xmlrpc_codec.hpp"
#include "adapters/odoo/xml_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace quittance::odoo {
namespace {

std::string answer(const std::string& value) {
    return "<?xml version='1.0'?>\n<methodResponse><params><param><value>" + value +
           "</value></param></params></methodResponse>";
}

Json value_of(const std::string& value) {
    return std::get<Json>(decode_answer(answer(value)));
}

/// The value that the other side reads from an encoded call.
Json through_the_wire(const Json& value) {
    std::string xml = encode_call("echo", Json::array({value}));
    const std::size_t start = xml.find("<value>");
    const std::size_t end = xml.rfind("</value>");
    return value_of(xml.substr(start + 7, end - start - 7));
}

TEST(XmlRpcCodec, CarriesTextsBeyondTheBasicPlaneBothWays) {
    const std::string name = "Café 😀 𝐁𝐨𝐥𝐝 𠮷野家 < & > ]]> \"'";
    EXPECT_EQ(through_the_wire(name), name);
    EXPECT_NE(encode_call("echo", Json::array({name})).find("😀"), std::string::npos);
    EXPECT_EQ(value_of("<string>a &#x1F600; b &#128512;</string>"), "a 😀 b 😀");
}

TEST(XmlRpcCodec, NaturalPrivateUseCharactersStayWhatTheyAre) {
    const std::string pair = "\xEE\x80\x80\xEE\x90\x80";    // U+E000 U+E400
    const std::string escape = "\xEE\xA0\x80\xEE\x80\x81";  // U+E800 U+E001
    EXPECT_EQ(through_the_wire(pair), pair);
    EXPECT_EQ(through_the_wire(escape), escape);
    EXPECT_EQ(value_of("<string>&#xE000;&#xE400;</string>"), pair);
}

TEST(XmlRpcCodec, ControlCharactersAndBrokenBytesBecomeTheReplacementCharacter) {
    EXPECT_EQ(through_the_wire(std::string("a\0b\x01\x1F", 5)), "a\uFFFDb\uFFFD\uFFFD");
    EXPECT_EQ(through_the_wire("\xFFz\xC0\x80"), "\uFFFDz\uFFFD\uFFFD");
    EXPECT_EQ(value_of("<string>x&#11;y\x02</string>"), "x\uFFFDy\uFFFD");
    EXPECT_EQ(through_the_wire("a\tb\nc"), "a\tb\nc");
    EXPECT_NE(encode_call("echo", Json::array({"\r\n"})).find("&#x0d;"), std::string::npos);
}

TEST(XmlRpcCodec, MarkupInReferencesStaysText) {
    EXPECT_EQ(value_of("<string>&#60;b&#62; &#38;amp; &lt;</string>"), "<b> &amp; <");
}

TEST(XmlRpcCodec, EmptyOdooFieldsAndNilAreReadable) {
    EXPECT_EQ(value_of("<boolean>0</boolean>"), false);
    EXPECT_EQ(value_of("<nil/>"), nullptr);
    EXPECT_EQ(value_of("<string></string>"), "");
    EXPECT_EQ(value_of("plain"), "plain");
}

TEST(XmlRpcCodec, FloatingPointIsRefusedBothWays) {
    EXPECT_THROW(static_cast<void>(encode_call("echo", Json::array({1.5}))), Uncarriable);
    for (const char* number : {"1.5", "nan", "inf"}) {
        EXPECT_THROW(value_of("<double>" + std::string(number) + "</double>"), std::runtime_error)
            << number;
    }
}

TEST(XmlRpcCodec, NumbersBeyond32BitsAreNotSent) {
    EXPECT_EQ(through_the_wire(2'147'483'647), 2'147'483'647);
    EXPECT_EQ(through_the_wire(std::numeric_limits<std::int32_t>::min()),
              std::numeric_limits<std::int32_t>::min());
    EXPECT_THROW(through_the_wire(2'147'483'648), Uncarriable);
    EXPECT_THROW(through_the_wire(nullptr), Uncarriable);
    EXPECT_EQ(value_of("<i8>3000000000</i8>"), 3'000'000'000);
}

TEST(XmlRpcCodec, FaultsKeepTheirCodeAndText) {
    const Decoded decoded = decode_answer(
        "<?xml version='1.0'?><methodResponse><fault><value><struct>"
        "<member><name>faultCode</name><value><int>2</int></value></member>"
        "<member><name>faultString</name><value><string>Non 😀</string></value></member>"
        "</struct></value></fault></methodResponse>");
    const auto& fault = std::get<FaultAnswer>(decoded);
    EXPECT_EQ(fault.code, 2);
    EXPECT_EQ(fault.text, "Non 😀");
}

TEST(XmlRpcCodec, EntityBombsAreRefusedUnparsed) {
    const std::string bomb =
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>" + answer("&a;");
    EXPECT_THROW(static_cast<void>(decode_answer(bomb)), BadXml);
    EXPECT_THROW(static_cast<void>(decode_answer("<!doctype html><html></html>")), BadXml);
    EXPECT_THROW(static_cast<void>(decode_answer("<?xml version='1.0' encoding='utf-16'?><a/>")),
                 BadXml);
}

TEST(XmlRpcCodec, AnswersBeyondTheLibrarysDefaultLimitAreRead) {
    const std::string text(5'000'000, 'x');
    EXPECT_EQ(value_of("<string>" + text + "</string>").get<std::string>().size(), text.size());
}

TEST(XmlRpcCodec, WhatIsNoAnswerIsAnError) {
    for (const char* text : {"", "<html><body>502</body></html>", "<methodResponse>", "{}",
                             "<?xml version='1.0'?><methodResponse><params/></methodResponse>"}) {
        EXPECT_THROW(static_cast<void>(decode_answer(text)), BadXml) << text;
    }
}

TEST(XmlRpcCodec, EveryTruncationOfAnAnswerIsAnError) {
    const std::string whole = answer(
        "<struct><member><name>k</name><value><int>1</int></value>"
        "</member></struct>");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_THROW(static_cast<void>(decode_answer(whole.substr(0, length))), BadXml) << length;
    }
}

rc::Gen<std::string> any_text() {
    return rc::gen::map(
        rc::gen::container<std::vector<char32_t>>(rc::gen::oneOf(
            rc::gen::inRange<char32_t>(0x20, 0x7F), rc::gen::inRange<char32_t>(0xA0, 0xD7FF),
            rc::gen::inRange<char32_t>(0xDFFE + 2, 0xE900),
            rc::gen::inRange<char32_t>(0x10000, 0x110000))),
        [](const std::vector<char32_t>& points) {
            std::string text;
            for (const char32_t point : points) {
                const auto byte = [&text](char32_t value) {
                    text.push_back(static_cast<char>(value));
                };
                if (point < 0x80) {
                    byte(point);
                } else if (point < 0x800) {
                    byte(0xC0U | (point >> 6U));
                    byte(0x80U | (point & 0x3FU));
                } else if (point < 0x10000) {
                    byte(0xE0U | (point >> 12U));
                    byte(0x80U | ((point >> 6U) & 0x3FU));
                    byte(0x80U | (point & 0x3FU));
                } else {
                    byte(0xF0U | (point >> 18U));
                    byte(0x80U | ((point >> 12U) & 0x3FU));
                    byte(0x80U | ((point >> 6U) & 0x3FU));
                    byte(0x80U | (point & 0x3FU));
                }
            }
            return text;
        });
}

RC_GTEST_PROP(XmlRpcCodecProperty, FoldingIsExactlyUndone, ()) {
    const std::string text = *any_text();
    RC_ASSERT(unfold(fold(text)) == text);
}

RC_GTEST_PROP(XmlRpcCodecProperty, TextsSurviveTheWire, ()) {
    const std::string text = *any_text();
    RC_ASSERT(through_the_wire(Json{{"k", text}}) == (Json{{"k", text}}));
}

RC_GTEST_PROP(XmlRpcCodecProperty, AnyBytesAreReadOrRefusedButNeverCrash, ()) {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    try {
        static_cast<void>(decode_answer(answer("<string>" + bytes + "</string>")));
    } catch (const std::runtime_error&) {
        // refused
    }
    static_cast<void>(unfold(bytes));
}

}  // namespace
}  // namespace quittance::odoo
