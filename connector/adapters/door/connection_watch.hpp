#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <list>
#include <mutex>
#include <thread>

namespace quittance::door {

/// Ends connections that take too long: time-outs for each read alone would let a client send a
/// byte now and then for ever.
class ConnectionWatch {
public:
    ConnectionWatch();

    /// While this lives, the connection is ended after `time`.
    class Watched {
    public:
        Watched(ConnectionWatch& watch, const Poco::Net::StreamSocket& socket,
                std::chrono::milliseconds time);
        ~Watched();
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;

    private:
        ConnectionWatch& watch_;
        Poco::Net::StreamSocket socket_;
    };

    /// Gives the connection this much time from now on: somebody who may has come.
    void allow(const Poco::Net::StreamSocket& socket, std::chrono::milliseconds time);

private:
    using Clock = std::chrono::steady_clock;
    struct Entry {
        Poco::Net::StreamSocket socket;
        Clock::time_point end;
    };

    void end_late(const std::stop_token& stop);

    std::mutex mutex_;
    std::list<Entry> entries_;
    std::jthread thread_;
};

}  // namespace quittance::door
