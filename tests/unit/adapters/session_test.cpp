#include "adapters/odoo/session.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

namespace quittance::odoo {
namespace {

/// A transport whose troubles are laid out in advance; when none is left it answers.
class Scripted : public Transport {
public:
    struct Log {
        std::deque<CallTrouble> troubles;
        std::deque<CallTrouble> log_in_troubles;
        std::atomic<int> turned_away{0};
        std::atomic<int> calls{0};
        std::atomic<int> log_ins{0};
        std::atomic<int> now{0};
        std::atomic<int> most{0};
    };

    explicit Scripted(Log& log) : log_(log) {}

    void log_in() override {
        ++log_.log_ins;
        raise(log_.log_in_troubles);
    }

    Json call(const std::string& /*method*/, const Json& payload) override {
        const int now = ++log_.now;
        log_.most = std::max(log_.most.load(), now);
        ++log_.calls;
        if (payload.contains("wait")) {
            std::this_thread::yield();
        }
        --log_.now;
        raise(log_.troubles);
        if (log_.turned_away-- > 0) {
            return {{"no_worker", true}};
        }
        return {{"ok", true}};
    }

private:
    static void raise(std::deque<CallTrouble>& troubles) {
        if (!troubles.empty()) {
            const CallTrouble trouble = troubles.front();
            troubles.pop_front();
            throw CallError(trouble, "scripted");
        }
    }

    Log& log_;
};

Session session_over(Scripted::Log& log, int connections = 1) {
    return Session([&log] { return std::make_unique<Scripted>(log); }, connections,
                   [](std::chrono::milliseconds) {});
}

CallTrouble trouble_of(Session& session, const std::string& method) {
    try {
        session.call(method, Json::object());
    } catch (const CallError& error) {
        return error.trouble();
    }
    ADD_FAILURE() << method << " went through";
    return CallTrouble::unknown;
}

TEST(Session, WhatNeverLeftIsSentAgain) {
    Scripted::Log log;
    log.troubles = {CallTrouble::not_sent, CallTrouble::not_sent};
    auto session = session_over(log);
    EXPECT_EQ(session.call("execute", Json::object()), (Json{{"ok", true}}));
    EXPECT_EQ(log.calls, 3);
}

TEST(Session, GivesUpAfterAFewTries) {
    Scripted::Log log;
    log.troubles.assign(10, CallTrouble::not_sent);
    auto session = session_over(log);
    EXPECT_EQ(trouble_of(session, "status"), CallTrouble::not_sent);
    EXPECT_EQ(log.calls, 3);
}

TEST(Session, AnUnknownChargeIsNeverRepeated) {
    for (const char* method : {"execute", "resolve"}) {
        Scripted::Log log;
        log.troubles = {CallTrouble::unknown};
        auto session = session_over(log);
        EXPECT_EQ(trouble_of(session, method), CallTrouble::unknown);
        EXPECT_EQ(log.calls, 1) << method;
    }
}

TEST(Session, AnUnknownKeyedCallIsAskedAgain) {
    Scripted::Log log;
    log.troubles = {CallTrouble::unknown};
    auto session = session_over(log);
    EXPECT_EQ(session.call("draft_apply", Json::object()), (Json{{"ok", true}}));
    EXPECT_EQ(log.calls, 2);
}

TEST(Session, WhatWasTurnedAwayForWantOfAWorkerIsAskedAgain) {
    Scripted::Log log;
    log.turned_away = 5;
    auto session = session_over(log);
    EXPECT_EQ(session.call("execute", Json::object()), (Json{{"ok", true}}));
    EXPECT_EQ(log.calls, 6);
}

TEST(Session, WhoIsAlwaysTurnedAwayEndsAndMayComeAgain) {
    Scripted::Log log;
    log.turned_away = 1'000'000;
    auto session = session_over(log);
    EXPECT_EQ(trouble_of(session, "execute"), CallTrouble::not_sent);
}

TEST(Session, RefusalsAreNotRepeated) {
    for (const CallTrouble trouble :
         {CallTrouble::wrong_data, CallTrouble::access_denied, CallTrouble::access_error,
          CallTrouble::rejected, CallTrouble::application}) {
        Scripted::Log log;
        log.troubles = {trouble};
        auto session = session_over(log);
        EXPECT_EQ(trouble_of(session, "prepare"), trouble);
        EXPECT_EQ(log.calls, 1);
    }
}

TEST(Session, AnUnknownLogInSentNoCall) {
    Scripted::Log log;
    log.log_in_troubles.assign(3, CallTrouble::unknown);
    auto session = session_over(log);
    EXPECT_EQ(trouble_of(session, "execute"), CallTrouble::not_sent);
    EXPECT_EQ(log.calls, 0);
}

TEST(Session, LogsInOncePerConnectionAndNeverOpensMore) {
    Scripted::Log log;
    auto session = session_over(log, 2);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&session] {
                for (int n = 0; n < 50; ++n) {
                    session.call("status", Json{{"wait", true}});
                }
            });
        }
    }
    EXPECT_EQ(log.calls, 400);
    EXPECT_LE(log.log_ins, 2);
    EXPECT_LE(log.most, 2);
}

}  // namespace
}  // namespace quittance::odoo
