#include "adapters/odoo/session.hpp"

#include "support/crash_point.hpp"

#include <array>
#include <utility>

namespace quittance::odoo {
namespace {

using std::chrono::milliseconds;

constexpr std::array pauses = {milliseconds{500}, milliseconds{3'000}};
// Odoo turns a call away rather than have its last worker charge: ten minutes of asking again.
constexpr milliseconds between_turns{1'000};
constexpr int turns_waited_for = 600;

bool may_repeat(const CallError& error, const std::string& method) {
    switch (error.trouble()) {
        case CallTrouble::not_sent:
            return true;
        case CallTrouble::unknown:
            return is_keyed(method);
        case CallTrouble::application:
        case CallTrouble::rejected:
        case CallTrouble::wrong_data:
        case CallTrouble::access_denied:
        case CallTrouble::access_error:
            break;
    }
    return false;
}

}  // namespace

bool is_keyed(std::string_view method) {
    return method != "execute" && method != "resolve";
}

/// Holds one connection for one call.
class Session::Lease {
public:
    explicit Lease(Session& session) : session_(session), transport_(session.take()) {}
    ~Lease() { session_.give_back(std::move(transport_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Transport& ready() {
        if (!transport_) {
            transport_ = logged_in();  // only a logged-in one is ever given back
        }
        return *transport_;
    }

private:
    std::unique_ptr<Transport> logged_in() {
        auto fresh = session_.connect_();
        try {
            fresh->log_in();
        } catch (const CallError& error) {
            if (error.trouble() != CallTrouble::unknown) {
                throw;
            }
            throw CallError(CallTrouble::not_sent, error.what());  // the call itself never left
        }
        return fresh;
    }

    Session& session_;
    std::unique_ptr<Transport> transport_;
};

Session::Session(Connect connect, int connections, Pause pause)
    : connect_(std::move(connect)), connections_(connections), pause_(std::move(pause)) {}

std::unique_ptr<Transport> Session::take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return in_use_ < connections_; });
    ++in_use_;
    if (idle_.empty()) {
        return nullptr;
    }
    auto transport = std::move(idle_.back());
    idle_.pop_back();
    return transport;
}

void Session::give_back(std::unique_ptr<Transport> transport) {
    {
        const std::lock_guard lock(mutex_);
        --in_use_;
        if (transport) {
            idle_.push_back(std::move(transport));
        }
    }
    freed_.notify_one();
}

Json Session::call_once(const std::string& method, const Json& payload) {
    Lease lease(*this);
    Transport& transport = lease.ready();
    crash_point("call.before_", method);
    Json answer = transport.call(method, payload);
    crash_point("call.after_", method);
    return answer;
}

Json Session::call_surely(const std::string& method, const Json& payload) {
    for (const milliseconds pause : pauses) {
        try {
            return call_once(method, payload);
        } catch (const CallError& error) {
            if (!may_repeat(error, method)) {
                throw;
            }
        }
        pause_(pause);
    }
    return call_once(method, payload);
}

Json Session::call(const std::string& method, const Json& payload) {
    for (int turn = 0; turn < turns_waited_for; ++turn) {
        Json answer = call_surely(method, payload);
        if (!answer.contains("no_worker")) {
            return answer;
        }
        pause_(between_turns);
    }
    throw CallError(CallTrouble::not_sent,
                    "Odoo's workers were all charging for ten minutes: run it again later");
}

}  // namespace quittance::odoo
