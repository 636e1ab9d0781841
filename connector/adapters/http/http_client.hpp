#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace quittance::http {

/// How often the server may see a request.
///
/// libcurl silently sends a POST again when a kept-alive connection dies after the server has
/// read it. `once` therefore opens a connection for this request alone and closes it after;
/// `repeatable` may reuse one and must only be asked for what changes nothing.
enum class Delivery { once, repeatable };

/// What is known about a request that got no usable answer.
enum class Departure {
    not_sent,  ///< no byte of it left this machine: nothing can have happened
    unknown    ///< it left; whether it took effect has to be asked
};

/// Bounds of every request of a client. No value may be zero.
struct Limits {
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds total_timeout{150'000};
    std::chrono::seconds stalled_for_max{60};  ///< less than a byte a second for so long: given up
    std::size_t answer_bytes_max = std::size_t{64} * 1024 * 1024;
};

struct Request {
    std::string url;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    Delivery delivery = Delivery::once;
};

struct Response {
    long status = 0;
    std::string content_type;
    std::string body;
};

/// No answer. The text names host and cause, never a header, a body or a user's secret.
class NoAnswer : public std::runtime_error {
public:
    NoAnswer(Departure departure, const std::string& text)
        : std::runtime_error(text), departure_(departure) {}

    [[nodiscard]] Departure departure() const noexcept { return departure_; }

private:
    Departure departure_;
};

/// An address that must not be used: not https, and http only to this machine itself.
class ForbiddenUrl : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One libcurl handle. Not for two threads at a time; have one client for each.
///
/// Certificates are always verified (there is no switch), redirects are not followed, and a
/// proxy of the environment is not used for this machine itself.
class Client {
public:
    explicit Client(Limits limits = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    /// @throws NoAnswer, ForbiddenUrl. Any HTTP status is an answer.
    [[nodiscard]] Response post(const Request& request);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether `url` is `https://…`, or `http://` to a loopback address.
[[nodiscard]] bool is_allowed_url(const std::string& url);

/// The url without a user or password, for messages.
[[nodiscard]] std::string masked_url(const std::string& url);

}  // namespace quittance::http
