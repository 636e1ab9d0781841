#include "adapters/door/connection_watch.hpp"

#include <sys/socket.h>

namespace quittance::door {
namespace {

constexpr std::chrono::milliseconds between_looks{100};

}  // namespace

ConnectionWatch::ConnectionWatch() : thread_([this](const std::stop_token& s) { end_late(s); }) {}

ConnectionWatch::Watched::Watched(ConnectionWatch& watch, const Poco::Net::StreamSocket& socket,
                                  std::chrono::milliseconds time)
    : watch_(watch), socket_(socket) {
    const std::lock_guard lock(watch_.mutex_);
    watch_.entries_.push_back({socket, Clock::now() + time});
}

ConnectionWatch::Watched::~Watched() {
    const std::lock_guard lock(watch_.mutex_);
    watch_.entries_.remove_if([this](const Entry& entry) { return entry.socket == socket_; });
}

void ConnectionWatch::allow(const Poco::Net::StreamSocket& socket, std::chrono::milliseconds time) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) {
        if (entry.socket == socket) {
            entry.end = Clock::now() + time;
        }
    }
}

void ConnectionWatch::end_late(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            const std::lock_guard lock(mutex_);
            for (const Entry& entry : entries_) {
                if (entry.end < Clock::now()) {
                    // Its thread wakes up and closes it.
                    ::shutdown(entry.socket.impl()->sockfd(), SHUT_RDWR);
                }
            }
        }
        std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace quittance::door
