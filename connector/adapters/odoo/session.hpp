#pragma once

#include "adapters/odoo/transport.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace quittance::odoo {

/// Calls to Odoo from many threads, over a bounded number of connections.
///
/// What never left is sent again (a few times, with growing pauses). What may have happened is
/// sent again only where the contract makes a repetition harmless *and* telling: never `execute`
/// or `resolve`, whose callers ask `status` first. A call that Odoo turns away for want of a free
/// worker has done nothing: it is asked again, of whatever kind, for ten minutes.
class Session {
public:
    using Connect = std::function<std::unique_ptr<Transport>()>;
    using Pause = std::function<void(std::chrono::milliseconds)>;

    /// `connections` >= 1 transports are made when they are needed, each logged in once.
    Session(Connect connect, int connections, Pause pause);

    /// One call of the contract. Waits for a free connection.
    /// @throws CallError.
    Json call(const std::string& method, const Json& payload);

    [[nodiscard]] int connections() const noexcept { return connections_; }

private:
    class Lease;

    std::unique_ptr<Transport> take();
    void give_back(std::unique_ptr<Transport> transport);
    Json call_surely(const std::string& method, const Json& payload);
    Json call_once(const std::string& method, const Json& payload);

    Connect connect_;
    int connections_;
    Pause pause_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Transport>> idle_;
    int in_use_ = 0;
};

/// Whether asking again after an unknown outcome is harmless and shows what became of the first.
[[nodiscard]] bool is_keyed(std::string_view method);

}  // namespace quittance::odoo
