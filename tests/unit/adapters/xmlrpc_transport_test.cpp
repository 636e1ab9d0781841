#include "adapters/odoo/xmlrpc_transport.hpp"

#include "misbehaving_server.hpp"

#include <gtest/gtest.h>

namespace quittance::odoo {
namespace {

using test::http_response;
using test::MisbehavingServer;
using test::Reply;

std::string value(const std::string& xml) {
    return "<?xml version='1.0'?>\n<methodResponse><params><param><value>" + xml +
           "</value></param></params></methodResponse>";
}

std::string fault(int code, const std::string& text) {
    return "<?xml version='1.0'?>\n<methodResponse><fault><value><struct><member><name>faultCode"
           "</name><value><int>" +
           std::to_string(code) +
           "</int></value></member><member><name>faultString</name><value><string>" + text +
           "</string></value></member></struct></value></fault></methodResponse>";
}

Account account_at(const std::string& url) {
    return {url, "books", "connector@example.com", Secret("key-4711")};
}

http::Limits short_limits() {
    http::Limits limits;
    limits.total_timeout = std::chrono::milliseconds{300};
    return limits;
}

/// The trouble of one call that the server answers with `reply`, and its sentence.
std::pair<CallTrouble, std::string> trouble_of(const Reply& reply,
                                               const std::string& method = "execute") {
    const MisbehavingServer server([&reply](int, const std::string&) { return reply; });
    XmlRpcTransport transport(account_at(server.url()), short_limits());
    try {
        transport.call(method, Json::object());
    } catch (const CallError& error) {
        EXPECT_EQ(std::string(error.what()).find("key-4711"), std::string::npos);
        return {error.trouble(), error.what()};
    }
    ADD_FAILURE() << "no trouble";
    return {CallTrouble::unknown, ""};
}

CallTrouble kind_of(const Reply& reply) {
    return trouble_of(reply).first;
}

TEST(XmlRpcTransport, CallsOneMethodWithOneStruct) {
    const MisbehavingServer server([](int number, const std::string&) {
        return Reply{{},
                     http_response(value(number == 0 ? "<int>9</int>"
                                                     : "<struct><member><name>n</name><value>"
                                                       "<int>1</int></value></member></struct>"))};
    });
    XmlRpcTransport transport(account_at(server.url()), short_limits());
    transport.log_in();
    EXPECT_EQ(transport.call("hello", Json{{"contract", 1}}), (Json{{"n", 1}}));
    const std::string body = server.bodies().at(1);
    EXPECT_NE(body.find("<i4>9</i4>"), std::string::npos);
    EXPECT_NE(body.find("quittance.rpc"), std::string::npos);
    EXPECT_NE(body.find("hello"), std::string::npos);
}

TEST(XmlRpcTransport, NoConnectionMeansNothingHappened) {
    XmlRpcTransport transport(account_at(test::dead_url()), short_limits());
    try {
        transport.call("execute", Json::object());
        FAIL();
    } catch (const CallError& error) {
        EXPECT_EQ(error.trouble(), CallTrouble::not_sent);
        EXPECT_EQ(error.advice(), Advice::retry_later);
    }
}

TEST(XmlRpcTransport, WhateverHappensAfterTheRequestLeftIsUnknown) {
    const std::string whole = http_response(value("<struct></struct>"));
    EXPECT_EQ(kind_of({Reply::Manner::reset, {}}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({Reply::Manner::silent, {}}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, whole.substr(0, whole.size() - 9)}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response("", "502 Bad Gateway")}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response("", "503 Busy")}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response("<html/>", "200 OK", "text/html; charset=utf-8")}),
              CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response("no xml")}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response("<!DOCTYPE x>" + value("<struct></struct>"))}),
              CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response(value("<double>1.5</double>"))}), CallTrouble::unknown);
    EXPECT_EQ(kind_of({{}, http_response(value("<int>5</int>"))}), CallTrouble::unknown);
}

TEST(XmlRpcTransport, WhatTheServerDidNotTakeIsRejected) {
    EXPECT_EQ(kind_of({{}, http_response("", "404 Not Found")}), CallTrouble::rejected);
    EXPECT_EQ(kind_of({{}, http_response("", "413 Too Large")}), CallTrouble::rejected);
    EXPECT_EQ(kind_of({{},
                       "HTTP/1.1 301 Moved\r\nLocation: https://x/\r\n"
                       "Content-Length: 0\r\n\r\n"}),
              CallTrouble::rejected);
}

TEST(XmlRpcTransport, FaultCodesAreTyped) {
    EXPECT_EQ(kind_of({{}, http_response(fault(1, "Traceback\n  x\nZeroDivisionError: 0"))}),
              CallTrouble::application);
    EXPECT_EQ(kind_of({{}, http_response(fault(2, "Posted entries stay"))}),
              CallTrouble::wrong_data);
    EXPECT_EQ(kind_of({{}, http_response(fault(3, "Access Denied"))}), CallTrouble::access_denied);
    EXPECT_EQ(kind_of({{}, http_response(fault(4, "Only the connector"))}),
              CallTrouble::access_error);
}

TEST(XmlRpcTransport, TracebacksAreCutToTheirLastLine) {
    const auto [kind, text] = trouble_of(
        {{}, http_response(fault(1, "Traceback (most recent call last):\n  File x\nKeyError: 7"))});
    EXPECT_EQ(text, "execute: Odoo failed: KeyError: 7");
}

TEST(XmlRpcTransport, OfAnErrorInSqlTheErrorIsToldAndNotItsCaret) {
    const auto text =
        trouble_of({{},
                    http_response(fault(1,
                                        "Traceback (most recent call last):\n  File x\n"
                                        "psycopg2.errors.UndefinedColumn: column \"x\" is missing\n"
                                        "LINE 1: SELECT x\n               ^\n"))})
            .second;
    EXPECT_NE(text.find("UndefinedColumn: column \"x\" is missing"), std::string::npos) << text;
}

TEST(XmlRpcTransport, EachWrongConfigurationHasItsSentence) {
    const auto database =
        trouble_of({{}, http_response(fault(1, "FATAL:  database \"books\" does not exist"))});
    EXPECT_EQ(database.first, CallTrouble::access_denied);
    EXPECT_NE(database.second.find("there is no database \"books\""), std::string::npos);
    const auto addon =
        trouble_of({{}, http_response(fault(2, "Object quittance.rpc doesn't exist"))});
    EXPECT_EQ(addon.first, CallTrouble::rejected);
    EXPECT_NE(addon.second.find("is not installed"), std::string::npos);
    const auto method = trouble_of(
        {{},
         http_response(fault(1,
                             "AttributeError: The method 'quittance.rpc.execute' does not "
                             "exist on the model"))});
    EXPECT_EQ(method.first, CallTrouble::rejected);
    EXPECT_NE(method.second.find("update the addon"), std::string::npos);
}

TEST(XmlRpcTransport, AWrongPasswordIsFalseAndNoUser) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{{}, http_response(value("<boolean>0</boolean>"))};
    });
    XmlRpcTransport transport(account_at(server.url()), short_limits());
    try {
        transport.log_in();
        FAIL();
    } catch (const CallError& error) {
        EXPECT_EQ(error.trouble(), CallTrouble::access_denied);
        EXPECT_EQ(error.advice(), Advice::fix_configuration);
    }
}

TEST(XmlRpcTransport, FloatingPointNeverLeaves) {
    const MisbehavingServer server([](int, const std::string&) { return Reply{}; });
    XmlRpcTransport transport(account_at(server.url()), short_limits());
    EXPECT_THROW(transport.call("prepare", Json{{"amount", 1.5}}), CallError);
    EXPECT_EQ(server.requests(), 0);
}

}  // namespace
}  // namespace quittance::odoo
