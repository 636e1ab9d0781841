#include "adapters/door/upload_server.hpp"
#include "adapters/door/described.hpp"
#include "adapters/door/door_client.hpp"
#include "support/port_error.hpp"
#include "support/sha256.hpp"

#include <gtest/gtest.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <thread>

namespace quittance::door {
namespace {

using test::ask;
using test::DoorReply;
using test::DoorRequest;

constexpr const char* token = "qst_of_SUP";
constexpr const char* foreign = "qst_of_OTHER";
constexpr std::int64_t bytes_max = 100'000;

class Door : public ::testing::Test {
protected:
    Door() {
        std::string name = (std::filesystem::temp_directory_path() / "door.XXXXXX").string();
        folder = ::mkdtemp(name.data());
        start();
        book->learn({{"SUP", sha256_hex(token)}, {"OTHER", sha256_hex(foreign)}});
    }
    ~Door() override {
        stop();
        std::filesystem::remove_all(folder);
    }

    void start() {
        spool = std::make_unique<JobSpool>(folder, [] { return "2026-11-01T02:00:00Z"; });
        book = std::make_unique<TokenBook>(folder + "/tokens.json");
        ServerLimits limits;
        limits.body_bytes_max = bytes_max;
        limits.connections = 4;
        limits.header_time = std::chrono::milliseconds(700);
        limits.upload_time = std::chrono::milliseconds(1500);
        server = std::make_unique<UploadServer>("127.0.0.1:0", limits, *book, *spool,
                                                [this] { return "job" + std::to_string(++ids_); });
    }
    void stop() {
        server.reset();
        book.reset();
        spool.reset();
    }
    /// Every answer of every test is held against the description.
    static DoorReply described(const std::string& path, const std::string& verb, DoorReply reply) {
        EXPECT_EQ(test::undescribed(path, verb, reply), "") << reply.body;
        return reply;
    }
    static std::string bearer(const std::string& secret) {
        return "Authorization: Bearer " + secret;
    }
    DoorReply upload(const std::string& bytes, std::vector<std::string> headers = {},
                     const std::string& query = "?name=october.csv",
                     const std::string& secret = token) const {
        DoorRequest request;
        request.path += query;
        request.headers = std::move(headers);
        request.headers.push_back(bearer(secret));
        request.headers.emplace_back("Content-Type: text/csv");
        request.body = bytes;
        return described("/v1/suppliers/{code}/files", "post", ask(server->port(), request));
    }
    DoorReply job(const std::string& id, const std::string& secret = token) const {
        return described("/v1/jobs/{id}", "get",
                         ask(server->port(), {"GET", "/v1/jobs/" + id, {bearer(secret)}, "", ""}));
    }
    DoorReply form(const std::string& body, const std::string& query = "") const {
        DoorRequest request;
        request.path += query;
        request.headers = {bearer(token), "Content-Type: multipart/form-data; boundary=B0"};
        request.body = body;
        return described("/v1/suppliers/{code}/files", "post", ask(server->port(), request));
    }
    static std::string part(const std::string& disposition, const std::string& content) {
        return "--B0\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content +
               "\r\n";
    }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder + "/bytes"), {}));
    }
    std::string bytes(const std::string& id) const {
        std::ifstream file(spool->bytes_of(id), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::string folder;
    std::unique_ptr<JobSpool> spool;
    std::unique_ptr<TokenBook> book;
    std::unique_ptr<UploadServer> server;

private:
    std::atomic<int> ids_{0};
};

void expect_problem(const DoorReply& reply, int status, const std::string& code) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_EQ(reply.type, "application/problem+json");
    ASSERT_TRUE(reply.body.is_object());
    EXPECT_EQ(reply.body["code"], code);
    EXPECT_EQ(reply.body["status"], status);
    EXPECT_FALSE(reply.body["detail"].get<std::string>().empty());
}

TEST_F(Door, AFileIsSafeOnTheDiskWhenItIsAcknowledged) {
    const DoorReply reply = upload("a,b\n1,2\n");
    ASSERT_EQ(reply.status, 202) << reply.body;
    EXPECT_EQ(reply.body["sha256"], sha256_hex("a,b\n1,2\n"));
    EXPECT_EQ(reply.body["size"], 8);
    const std::string id = reply.body["job"];
    EXPECT_EQ(reply.body["location"], "/v1/jobs/" + id);
    EXPECT_EQ(bytes(id), "a,b\n1,2\n");
    const auto waits = spool->next();
    ASSERT_TRUE(waits);
    EXPECT_EQ(waits->name, "october.csv");
    EXPECT_EQ(waits->supplier, "SUP");
}

TEST_F(Door, AnyBytesArriveAsTheyAre) {
    std::string every;
    for (int i = 0; i < 90'000; ++i) {
        every.push_back(static_cast<char>(i * 7 % 256));
    }
    EXPECT_EQ(bytes(upload(every).body["job"]), every);
}

TEST_F(Door, OpensToThatSuppliersTokenAlone) {
    expect_problem(upload("x", {}, "", foreign), 403, "other_supplier");
    expect_problem(upload("x", {}, "", "guess"), 401, "token");
    expect_problem(ask(server->port(), {"POST", "/v1/suppliers/SUP/files", {}, "x", ""}), 401,
                   "token_missing");
    EXPECT_EQ(files(), 0U);
    book->learn({});
    expect_problem(upload("x"), 401, "token");
}

TEST_F(Door, AJobIsShownToItsSupplierAlone) {
    const std::string id = upload("x").body["job"];
    EXPECT_EQ(job(id).body["state"], "waiting");
    expect_problem(job(id, foreign), 404, "not_found");
    expect_problem(job("job999"), 404, "not_found");
    expect_problem(job(id, "guess"), 401, "token");
    expect_problem(job("job999", "guess"), 401, "token");
}

TEST_F(Door, AJobTellsWhatBecameOfIt) {
    const std::string id = upload("x").body["job"];
    spool->finish(id, "done",
                  R"({"outcome":"known","lines":3,"amount":"12.00","problems":[)"
                  R"({"row":2,"code":"c","column":"Qty","message":"m"}]})");
    const DoorReply reply = job(id);
    EXPECT_EQ(reply.body["state"], "done");
    EXPECT_EQ(reply.body["known"], true);
    EXPECT_EQ(reply.body["lines"], 3);
    EXPECT_EQ(reply.body["problems"][0]["column"], "Qty");
    EXPECT_EQ(files(), 0U);
}

TEST_F(Door, TheSameKeyWithTheSameBytesIsTheSameJob) {
    const std::string first = upload("x", {"Idempotency-Key: k1"}).body["job"];
    const DoorReply again = upload("x", {"Idempotency-Key: k1"});
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.body["job"], first);
    EXPECT_EQ(files(), 1U);
    expect_problem(upload("y", {"Idempotency-Key: k1"}), 422, "key_reused");
    expect_problem(upload("x", {"Idempotency-Key: k1"}, "?name=october.csv&period=2026-09"), 422,
                   "key_reused");
    EXPECT_EQ(files(), 1U);
    EXPECT_NE(upload("x", {"Idempotency-Key: k2"}).body["job"], first);
}

TEST_F(Door, TheSameKeyAtTheSameMomentIsOneJob) {
    std::vector<std::string> ids(4);
    {
        std::vector<std::jthread> threads;
        for (auto& id : ids) {
            threads.emplace_back([&] { id = upload("x", {"Idempotency-Key: once"}).body["job"]; });
        }
    }
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
    EXPECT_EQ(files(), 1U);
}

TEST_F(Door, AFormBringsSeveralFiles) {
    const DoorReply reply = form(part("name=\"f\"; filename=\"a.csv\"", "one\r\n") +
                                 part("name=\"period\"", "2026-10") +
                                 part("name=\"f\"; filename=\"b.csv\"", "two") + "--B0--\r\n");
    ASSERT_EQ(reply.status, 202) << reply.body;
    ASSERT_EQ(reply.body["jobs"].size(), 2U);
    EXPECT_EQ(bytes(reply.body["jobs"][0]["job"]), "one\r\n");
    EXPECT_EQ(bytes(reply.body["jobs"][1]["job"]), "two");
    const auto first = spool->next();
    EXPECT_EQ(first->period, "2026-10");
    spool->finish(first->id, "done", "{}");
    EXPECT_EQ(spool->next()->name, "b.csv");
}

TEST_F(Door, ALineThatOnlyBeginsLikeTheBoundaryIsTheFilesOwn) {
    const std::string file = "one\r\n--B0x\r\n--B0 \r--B0\n\r\n--B\r\n";
    const DoorReply reply = form(part("name=\"f\"; filename=\"a.csv\"", file) + "--B0--\r\n");
    ASSERT_EQ(reply.status, 202) << reply.body;
    EXPECT_EQ(bytes(reply.body["jobs"][0]["job"]), file);
}

TEST_F(Door, AFormThatHidesBytesOrSaysTwoThingsIsBroken) {
    const std::string file = part("name=\"f\"; filename=\"a.csv\"", "one");
    expect_problem(form("hidden\r\n" + file + "--B0--\r\n"), 400, "form_broken");
    expect_problem(form(file + "--B0--\r\ntwo\r\n"), 400, "form_broken");
    expect_problem(form("--B0\r\nno header\r\n\r\none\r\n--B0--\r\n"), 400, "form_broken");
    expect_problem(form("--B0\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n--B0--\r\n"), 400,
                   "form_broken");
    expect_problem(form(file + part("name=\"period\"", "2026-10") +
                        part("name=\"period\"", "2026-09") + "--B0--\r\n"),
                   422, "field_twice");
    EXPECT_EQ(files(), 0U);
}

TEST_F(Door, AFormThatIsBrokenLeavesNothing) {
    const std::string file = part("name=\"f\"; filename=\"a.csv\"", "one");
    expect_problem(form(file), 400, "form_incomplete");
    expect_problem(form("no form at all"), 400, "form_broken");
    expect_problem(form(part("name=\"period\"", "2026-10") + "--B0--\r\n"), 422, "no_file");
    expect_problem(form(file + part("name=\"period\"", "October") + "--B0--\r\n"), 422, "period");
    expect_problem(form(file + part("name=\"perid\"", "2026-10") + "--B0--\r\n"), 422,
                   "field_unknown");
    EXPECT_EQ(files(), 0U);
}

TEST_F(Door, WhatIsWrongIsSaid) {
    expect_problem(upload(std::string(bytes_max + 1, 'x')), 413, "too_large");
    expect_problem(upload(""), 422, "file_empty");
    expect_problem(upload("x", {}, "?period=2026-13"), 422, "period");
    expect_problem(upload("x", {}, "?replaces=abc"), 422, "replaces");
    expect_problem(upload("x", {}, "?perid=2026-10"), 422, "field_unknown");
    expect_problem(upload("x", {"Content-Encoding: gzip"}), 415, "encoding");
    expect_problem(upload("x", {"Idempotency-Key: a b"}), 400, "key");
    DoorRequest typed;
    typed.headers = {bearer(token)};  // curl's own type for -d
    typed.body = "x";
    expect_problem(ask(server->port(), typed), 415, "media_type");
    expect_problem(ask(server->port(), {"GET", "/v1/suppliers/SUP/files", {}, "", ""}), 405,
                   "method");
    expect_problem(ask(server->port(), {"GET", "/", {}, "", ""}), 404, "not_found");
    EXPECT_EQ(files(), 0U);
}

TEST_F(Door, ABodyWithoutLengthOrWithoutItsEndIsRefused) {
    const std::string head = "POST /v1/suppliers/SUP/files HTTP/1.1\r\nHost: x\r\n" +
                             bearer(token) + "\r\nContent-Type: text/csv\r\n";
    EXPECT_NE(test::ask_raw(server->port(), head + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                  .find("length_required"),
              std::string::npos);
    EXPECT_NE(test::ask_raw(server->port(), head + "Content-Length: 10\r\n\r\nabc")
                  .find("body_incomplete"),
              std::string::npos);
    EXPECT_EQ(files(), 0U);
}

TEST_F(Door, SlowClientsAreSentAway) {
    const std::string head = "POST /v1/suppliers/SUP/files HTTP/1.1\r\n";
    EXPECT_LT(test::drip(server->port(), head + std::string(1000, 'h'), 20), 4.0);
    const std::string body = head + "Host: x\r\n" + bearer(token) +
                             "\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\n";
    EXPECT_LT(test::drip(server->port(), body + std::string(9000, 'b'), 2), 8.0);
    EXPECT_EQ(upload("still open").status, 202);
}

TEST_F(Door, ARestartForgetsNothing) {
    const std::string id = upload("x", {"Idempotency-Key: k1"}).body["job"];
    ASSERT_TRUE(spool->next());  // it is being read, and the process dies
    stop();
    std::ofstream(folder + "/bytes/never-acknowledged") << "y";
    start();
    EXPECT_EQ(files(), 1U);
    EXPECT_EQ(upload("x", {"Idempotency-Key: k1"}).body["job"], id);
    EXPECT_EQ(job(id).body["state"], "waiting");
    EXPECT_EQ(spool->next()->id, id);
}

TEST_F(Door, ASecondServiceTouchesNothingOfTheFirst) {
    const std::string id = upload("x").body["job"];
    ASSERT_TRUE(spool->next());
    std::ofstream(folder + "/bytes/on-its-way") << "y";  // received, its job is not kept yet
    try {
        const JobSpool second(folder, [] { return "2026-11-01T02:00:00Z"; });
        ADD_FAILURE() << "two services in one spool";
    } catch (const PortError& error) {
        EXPECT_EQ(error.advice(), Advice::retry_later);
        EXPECT_NE(std::string(error.what()).find("another `quittance serve`"), std::string::npos);
    }
    EXPECT_EQ(files(), 2U);
    EXPECT_EQ(job(id).body["state"], "reading");
}

TEST_F(Door, WhatCannotBeReadNowWaitsBehindOtherSuppliersAndBeforeItsOwnLaterFiles) {
    const std::string first = upload("week 1").body["job"];
    const std::string second = upload("weeks 1-2").body["job"];
    Job other;
    other.id = "another supplier's";
    other.supplier = "OTHER";
    spool->take("", {other});
    ASSERT_EQ(spool->next()->id, first);
    spool->wait_again(first);
    EXPECT_EQ(spool->next()->id, other.id);
    EXPECT_EQ(spool->next()->id, first);
    EXPECT_FALSE(spool->next()) << "nothing of a supplier overtakes";
    spool->finish(first, "done", "{}");
    EXPECT_EQ(spool->next()->id, second);
}

TEST_F(Door, WhereASuppliersNextFileRestsTheOthersGoOn) {
    const std::string first = upload("week 1").body["job"];
    Job other;
    other.id = "another supplier's";
    other.supplier = "OTHER";
    spool->take("", {other});
    const std::set<std::string> resting = {spool->find(first)->supplier, "it's nobody"};
    EXPECT_EQ(spool->next(resting)->id, other.id);
    EXPECT_FALSE(spool->next(resting));
    EXPECT_EQ(spool->next()->id, first);
}

TEST_F(Door, AFileSaysWhatItsTokenWasIssuedFor) {
    book->learn({{"SUP", sha256_hex(token), "till 3"}, {"OTHER", sha256_hex(foreign), "office"}});
    stop();
    start();  // what was learned is kept
    ASSERT_EQ(upload("x").status, 202);
    EXPECT_EQ(spool->next()->sender, "till 3");
    EXPECT_EQ(book->name_of("qst_of_NOBODY"), "");
}

TEST_F(Door, WhatAnEarlierVersionKeptIsStillKnown) {
    ASSERT_EQ(upload("x").status, 202);
    stop();
    std::ofstream(folder + "/tokens.json") << R"([["SUP", ")" + sha256_hex(token) + R"("]])";
    {
        SQLite::Database kept(folder + "/jobs.sqlite", SQLite::OPEN_READWRITE);
        kept.exec("ALTER TABLE job DROP COLUMN sender");
        kept.exec("PRAGMA user_version = 1");
    }
    start();
    EXPECT_EQ(spool->next()->sender, "");
    EXPECT_EQ(upload("y").status, 202);
}

TEST_F(Door, TokensOfAnotherUsersFileAreNotBelieved) {
    std::filesystem::permissions(folder + "/tokens.json", std::filesystem::perms(0644));
    EXPECT_ANY_THROW(TokenBook(folder + "/tokens.json"));
}

TEST_F(Door, IsDescribedByTheServerItself) {
    const DoorReply health = ask(server->port(), {"GET", "/v1/health", {}, "", ""});
    EXPECT_EQ(test::undescribed("/v1/health", "get", health), "");
    const DoorReply description = ask(server->port(), {"GET", "/v1/openapi.json", {}, "", ""});
    EXPECT_EQ(test::undescribed("/v1/openapi.json", "get", description), "");
    EXPECT_EQ(description.body,
              nlohmann::json::parse(std::ifstream(QUITTANCE_SOURCE_DIR "/docs/openapi.json")));
    for (const auto& [path, verbs] : description.body["paths"].items()) {
        const std::string address = std::regex_replace(path, std::regex("\\{[a-z]+\\}"), "SUP");
        const auto verb = verbs.begin().key() == "post" ? "POST" : "GET";
        EXPECT_NE(ask(server->port(), {verb, address, {}, "x", ""}).status, 404) << path;
        const DoorReply other = ask(server->port(), {"PUT", address, {}, "", ""});
        EXPECT_EQ(other.status, 405) << path;
    }
}

TEST_F(Door, TokensThatWereNeverAskedForAreNotReadyYet) {
    stop();
    std::filesystem::remove(folder + "/tokens.json");
    start();
    expect_problem(upload("x"), 503, "not_ready");
}

TEST_F(Door, NamesAreMadeHarmless) {
    const auto name_of = [this](const std::string& disposition) {
        return upload("x", {"Content-Disposition: " + disposition}, "").body["name"];
    };
    EXPECT_EQ(name_of("attachment; filename=\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(name_of("attachment; filename=\"..\\\\..\\\\a.csv\""), "a.csv");
    EXPECT_EQ(name_of("attachment; filename=\"\xe9.csv\""), "_.csv");
    EXPECT_EQ(name_of("attachment; filename=\"\xc3\xa9t\xc3\xa9.csv\""), "été.csv");
    EXPECT_EQ(name_of("attachment"), "upload");
}

}  // namespace
}  // namespace quittance::door
