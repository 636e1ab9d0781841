#include "adapters/http/http_client.hpp"

#include "misbehaving_server.hpp"

#include <gtest/gtest.h>

namespace quittance::http {
namespace {

using test::http_response;
using test::MisbehavingServer;
using test::Reply;
using namespace std::chrono_literals;

Request request_to(const std::string& url, Delivery delivery = Delivery::once) {
    return {url, "<call/>", {{"Content-Type", "text/xml"}}, delivery};
}

Departure departure_of_post(Client& client, const Request& request) {
    try {
        static_cast<void>(client.post(request));
    } catch (const NoAnswer& failure) {
        return failure.departure();
    }
    ADD_FAILURE() << "an answer came";
    return Departure::unknown;
}

TEST(HttpClient, ReturnsStatusTypeAndBody) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{{}, http_response("hi", "418 Tea")};
    });
    Client client;
    const Response response = client.post(request_to(server.url()));
    EXPECT_EQ(response.status, 418);
    EXPECT_EQ(response.content_type, "text/xml");
    EXPECT_EQ(response.body, "hi");
}

TEST(HttpClient, ConnectionRefusedMeansNothingWasSent) {
    Client client;
    EXPECT_EQ(departure_of_post(client, request_to(test::dead_url())), Departure::not_sent);
}

TEST(HttpClient, ResetAfterTheRequestLeavesTheOutcomeUnknown) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{Reply::Manner::reset, {}};
    });
    Client client;
    EXPECT_EQ(departure_of_post(client, request_to(server.url())), Departure::unknown);
    EXPECT_EQ(server.requests(), 1);
}

TEST(HttpClient, DyingKeptAliveConnectionDoesNotSendAPostTwice) {
    const MisbehavingServer server([](int number, const std::string&) {
        return number == 0 ? Reply{Reply::Manner::keep_alive, http_response("first")}
                           : Reply{Reply::Manner::reset, {}};
    });
    Client client;
    static_cast<void>(client.post(request_to(server.url())));
    EXPECT_EQ(departure_of_post(client, request_to(server.url())), Departure::unknown);
    EXPECT_EQ(server.requests(), 2);
}

TEST(HttpClient, HalfAnAnswerIsUnknown) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{{}, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"};
    });
    Client client;
    EXPECT_EQ(departure_of_post(client, request_to(server.url())), Departure::unknown);
}

TEST(HttpClient, SilenceEndsAtTheTimeLimitAsUnknown) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{Reply::Manner::silent, {}};
    });
    Limits limits;
    limits.total_timeout = 200ms;
    Client client(limits);
    EXPECT_EQ(departure_of_post(client, request_to(server.url())), Departure::unknown);
}

TEST(HttpClient, AnAnswerBeyondTheLimitIsCutOff) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{{}, http_response(std::string(2'000, 'x'))};
    });
    Limits limits;
    limits.answer_bytes_max = 1'000;
    Client client(limits);
    EXPECT_EQ(departure_of_post(client, request_to(server.url())), Departure::unknown);
}

TEST(HttpClient, RedirectsAreNotFollowed) {
    const MisbehavingServer server([](int, const std::string&) {
        return Reply{{},
                     "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n"
                     "Content-Length: 0\r\n\r\n"};
    });
    Client client;
    EXPECT_EQ(client.post(request_to(server.url())).status, 301);
    EXPECT_EQ(server.requests(), 1);
}

TEST(HttpClient, PlainHttpGoesToThisMachineAlone) {
    EXPECT_TRUE(is_allowed_url("http://127.0.0.1:8069"));
    EXPECT_TRUE(is_allowed_url("http://localhost:8069/x"));
    EXPECT_TRUE(is_allowed_url("http://[::1]:8069"));
    EXPECT_TRUE(is_allowed_url("https://books.example.com"));
    EXPECT_FALSE(is_allowed_url("http://books.example.com"));
    EXPECT_FALSE(is_allowed_url("http://127.evil.example"));
    EXPECT_FALSE(is_allowed_url("http://localhost.evil.example"));
    EXPECT_FALSE(is_allowed_url("http://127.0.0.1@evil.example"));
    EXPECT_FALSE(is_allowed_url("ftp://127.0.0.1/"));
    EXPECT_FALSE(is_allowed_url("file:///etc/passwd"));
    EXPECT_FALSE(is_allowed_url(""));
    Client client;
    EXPECT_THROW(static_cast<void>(client.post(request_to("http://books.example.com"))),
                 ForbiddenUrl);
}

TEST(HttpClient, MessagesHideUserPasswordAndQuery) {
    EXPECT_EQ(masked_url("https://me:secret@books.example.com/x?key=1"),
              "https://books.example.com/x");
    Client client;
    try {
        static_cast<void>(client.post(request_to("http://me:secret@127.0.0.1:1/?key=1")));
        FAIL();
    } catch (const NoAnswer& failure) {
        EXPECT_EQ(std::string(failure.what()).find("secret"), std::string::npos);
        EXPECT_EQ(std::string(failure.what()).find("key"), std::string::npos);
    }
}

}  // namespace
}  // namespace quittance::http
