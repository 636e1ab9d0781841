#include "readers/json/json_records.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

using test::read_services;

Profile by_keys() {
    Profile profile;
    profile.format = "json";
    profile.decimal_mark = ".";
    profile.columns.client = "client.id";
    profile.columns.service = "service";
    profile.columns.quantity = "quantity";
    profile.columns.price = "price";
    profile.records_path = "/data/lines";
    profile.period_rule = "given";
    return profile;
}

std::string refusal(std::string_view bytes, const Profile& profile) {
    try {
        (void)read_services(bytes, profile);
    } catch (const UnreadableFile& error) {
        return error.issue().code + ": " + error.issue().message;
    }
    return "read";
}

/// Each row's number and cells, read without knowing the names.
std::string rows_by_own_names(const std::string& bytes) {
    MemoryInput memory{bytes};
    TextStream text(memory, "utf-8");
    JsonRecords records(text, "", {});
    std::string rows;
    for (Record record; records.next(record);) {
        rows += (rows.empty() ? "" : " ") + std::to_string(record.row) + ":";
        for (std::size_t i = 0; i < record.cells.size(); ++i) {
            rows += (i > 0 ? "," : "") + std::string(record.cells[i].text);
        }
    }
    return rows;
}

TEST(Json, ReadsNestedValuesOfAListDeepInside) {
    const auto table = read_services(
        R"({"meta": {"lines": [1, "]}"]}, "data": {"count": 2, "lines": [
            {"client": {"id": "C-104", "tags": [1, {"x": 2}]}, "service": "Lav\u00e9", "quantity": 2, "price": 1.50},
            {"price": 1.25e1, "quantity": "3", "service": "Repas", "client": {"id": 7}}
        ], "more": null}})",
        by_keys());
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].service, "Lavé");
    EXPECT_EQ(table.rows[0].amount->text(), "3.00");
    EXPECT_EQ(table.rows[1].client_code, "7");
    EXPECT_EQ(table.rows[1].amount->text(), "37.50");
    EXPECT_EQ(table.rows[1].row, 2) << "rows are the records' numbers";
}

TEST(Json, NumbersAreExactAndNeverFloatingPoint) {
    Profile profile = by_keys();
    profile.records_path = "";
    profile.columns.client = "c";
    const auto table = read_services(
        R"([{"c":"1","service":"a","quantity":3,"price":0.1},
            {"c":"1","service":"a","quantity":1,"price":4503599627.370497}])",
        profile);
    EXPECT_EQ(table.rows[0].price->text(), "0.1");
    EXPECT_EQ(table.rows[0].amount->text(), "0.30");
    EXPECT_EQ(table.rows[1].price->text(), "4503599627.370497");
}

TEST(Json, LongNumbersAreExactTickets) {
    Profile profile = by_keys();
    profile.records_path = "";
    profile.columns.client = "c";
    profile.columns.ticket = "t";
    profile.ticket_names = "line";
    const auto table = read_services(
        R"([{"c":"1","service":"a","quantity":1,"price":1,"t":1234567890123456}])", profile);
    EXPECT_FALSE(table.rows[0].problem());
    EXPECT_EQ(table.rows[0].ticket, "1234567890123456");
}

TEST(Json, WhatIsMissingOrNullIsAProblemOfItsRecordAlone) {
    Profile profile = by_keys();
    profile.records_path = "";
    profile.columns.client = "c";
    const auto table = read_services(
        R"([{"c":"1","service":"a","quantity":1,"price":null},{"c":"1","service":"a"},
            {"c":"1","service":"a","quantity":1,"price":2}])",
        profile);
    EXPECT_EQ(table.rows[0].problem()->code, "price_missing");
    EXPECT_EQ(table.rows[1].problem()->code, "price_missing");
    EXPECT_FALSE(table.rows[2].problem());
}

TEST(Json, ANameThatNoRecordHasIsRefusedAsAMissingColumn) {
    Profile profile = by_keys();
    profile.records_path = "";
    profile.columns.client = "c";
    profile.columns.ticket = "ticket";
    profile.ticket_names = "line";
    const std::string first = R"({"c":"1","service":"a","quantity":1,"price":1,"bon":"T-1"})";
    EXPECT_EQ(refusal("[" + first + "]", profile),
              "header_missing: No record has a value named 'ticket'. Check the profile's columns.");
    EXPECT_EQ(refusal("[" + first + R"(,{"ticket":null}])", profile), "read");
    profile.columns.ticket = "";
    profile.columns.comment = "note";
    EXPECT_EQ(refusal("[" + first + "]", profile), "read") << "a month may have no comment at all";
}

TEST(Json, WithoutKeysTheFirstRecordThatHasNamesNamesTheColumns) {
    EXPECT_EQ(rows_by_own_names(R"([{}, {"tags": [1]}, {"a": 1, "b": 2}, {"b": 4}])"),
              "0:a,b 1:, 2:, 3:1,2 4:,4");
    EXPECT_EQ(rows_by_own_names(R"([{}, {}])"), "0: 1: 2:") << "no record has any";
    EXPECT_EQ(rows_by_own_names("[]"), "");
}

TEST(Json, ARecordOfThousandsOfNamesIsRefused) {
    std::string record = "[{";
    for (int name = 0; name < 80'000; ++name) {
        record += (name == 0 ? "\"n" : ",\"n") + std::to_string(name) + "\":1";
    }
    Profile profile = by_keys();
    profile.records_path = "";
    EXPECT_NE(refusal(record + "}]", profile).find("more values than any row"), std::string::npos);
}

TEST(Json, ASecondListOfTheSameNameIsNotLost) {
    const std::string list = R"([{"client":{"id":"1"},"service":"a","quantity":1,"price":1}])";
    const std::string twice = "the name 'lines' stands twice in one object";
    EXPECT_NE(refusal(R"({"data":{"lines":)" + list + R"(,"lines":)" + list + "}}", by_keys())
                  .find(twice),
              std::string::npos);
    EXPECT_EQ(refusal(R"({"data":{"lines":)" + list + R"(,"more":)" + list + "}}", by_keys()),
              "read");
}

TEST(Json, BrokenOrHostileTextIsRefusedWithItsPlace) {
    const Profile profile = by_keys();
    const std::string head = R"({"data": {"lines": [)";
    for (const std::string& bytes :
         {head + R"({"service": "a")", head + R"({"a": 1} {"a": 2}]}})", head + "[[1]]]}}",
          head + R"({"a" 1}]}})", head + R"({"a": 1, "a": 2}]}})", head + R"({}]}} x)",
          head + "{\"a\": " + std::string(100, '[') + std::string(100, ']') + "}]}}",
          head + "{\"a\": \"" + std::string(2'000'000, 'x') + "\"}]}}",
          std::string(R"({"data": {"other": []}})"), head + R"({"a": 1 2}]}})"}) {
        EXPECT_EQ(refusal(bytes, profile).substr(0, 12), "file_broken:") << bytes.substr(0, 60);
    }
    EXPECT_NE(refusal(head + R"({"service": "a"} é)", profile).find("not 'é'"), std::string::npos)
        << "a whole letter";
    EXPECT_EQ(refusal(head + "]}}", profile).substr(0, 10), "file_empty") << "no records";
}

TEST(Json, Pa23CardNumbersAreFoundWhereNoColumnIs) {
    const auto table = read_services(
        R"({"data":{"lines":[{"client":{"id":"C-1"},"service":"S","quantity":1,"price":2,)"
        R"("note":"card 4111 1111 1111 1111","more":[{"also":5500005555555559}]}]}})",
        by_keys());
    EXPECT_EQ(table.facts.card_numbers,
              (std::vector<std::string>{"5500005555555559", "4111 1111 1111 1111"}));
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_FALSE(table.rows[0].problem());
}

}  // namespace
}  // namespace quittance
