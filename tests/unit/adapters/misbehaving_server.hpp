#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace quittance::test {

/// What the server does with one request that it has read whole.
struct Reply {
    enum class Manner {
        answer,      ///< `raw` as it is, then close
        keep_alive,  ///< `raw`, and the connection stays open for the next request
        reset,       ///< close without a byte
        silent       ///< nothing until the client gives up
    };
    Manner manner = Manner::answer;
    std::string raw;
};

/// An HTTP server on a loopback port that does what a test tells it to, one thread a connection.
class MisbehavingServer {
public:
    /// `decide` gets the number of the request (from 0) and its body.
    using Decide = std::function<Reply(int number, const std::string& body)>;

    explicit MisbehavingServer(Decide decide);
    ~MisbehavingServer();
    MisbehavingServer(const MisbehavingServer&) = delete;
    MisbehavingServer& operator=(const MisbehavingServer&) = delete;

    [[nodiscard]] std::string url() const;
    [[nodiscard]] int requests() const { return requests_; }
    [[nodiscard]] std::vector<std::string> bodies() const;

private:
    void accept_all();
    void serve(int connection);

    Decide decide_;
    int port_ = 0;  // before the listener, which sets it
    int listener_ = -1;
    std::atomic<int> requests_{0};
    std::atomic<bool> ending_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::vector<int> connections_;
    std::vector<std::jthread> threads_;
    std::jthread acceptor_;
};

/// A whole HTTP response with its length.
[[nodiscard]] std::string http_response(const std::string& body,
                                        const std::string& status = "200 OK",
                                        const std::string& type = "text/xml");

/// A loopback address on which nothing listens.
[[nodiscard]] std::string dead_url();

}  // namespace quittance::test
