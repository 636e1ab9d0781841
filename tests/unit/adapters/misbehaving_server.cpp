#include "misbehaving_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <stdexcept>

namespace quittance::test {
namespace {

int listen_on_loopback(int& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, generic, &size) != 0) {
        throw std::runtime_error("no loopback port for the test server");
    }
    port = ntohs(address.sin_port);
    return listener;
}

std::size_t content_length(const std::string& head) {
    std::string lower = head;
    for (char& c : lower) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const std::size_t at = lower.find("content-length:");
    return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 15));
}

/// Reads one request; false when the client went away first.
bool read_request(int connection, std::string& body) {
    std::string data;
    char buffer[4096];
    std::size_t head_end = std::string::npos;
    for (;;) {
        head_end = data.find("\r\n\r\n");
        if (head_end != std::string::npos &&
            data.size() >= head_end + 4 + content_length(data.substr(0, head_end))) {
            break;
        }
        const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
        if (got <= 0) {
            return false;
        }
        data.append(buffer, static_cast<std::size_t>(got));
    }
    body = data.substr(head_end + 4);
    return true;
}

void send_all(int connection, const std::string& data) {
    std::size_t sent = 0;
    while (sent < data.size()) {
        const ssize_t now =
            ::send(connection, data.data() + sent, data.size() - sent, MSG_NOSIGNAL);
        if (now <= 0) {
            return;
        }
        sent += static_cast<std::size_t>(now);
    }
}

}  // namespace

MisbehavingServer::MisbehavingServer(Decide decide)
    : decide_(std::move(decide)),
      listener_(listen_on_loopback(port_)),
      acceptor_([this] { accept_all(); }) {}

MisbehavingServer::~MisbehavingServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int connection : connections_) {
            ::shutdown(connection, SHUT_RDWR);
        }
    }
    threads_.clear();
    ::close(listener_);
}

std::string MisbehavingServer::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> MisbehavingServer::bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
}

void MisbehavingServer::accept_all() {
    while (!ending_) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) {
            return;
        }
        const std::lock_guard lock(mutex_);
        connections_.push_back(connection);
        threads_.emplace_back([this, connection] { serve(connection); });
    }
}

void MisbehavingServer::serve(int connection) {
    std::string body;
    bool open = true;
    while (open && read_request(connection, body)) {
        {
            const std::lock_guard lock(mutex_);
            bodies_.push_back(body);
        }
        const Reply reply = decide_(requests_++, body);
        if (reply.manner == Reply::Manner::silent) {
            char byte = 0;
            static_cast<void>(::recv(connection, &byte, 1, 0));  // until the client gives up
        } else if (reply.manner != Reply::Manner::reset) {
            send_all(connection, reply.raw);
        }
        open = reply.manner == Reply::Manner::keep_alive;
    }
    ::shutdown(connection, SHUT_RDWR);
    const std::lock_guard lock(mutex_);
    std::erase(connections_, connection);
    ::close(connection);
}

std::string http_response(const std::string& body, const std::string& status,
                          const std::string& type) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string dead_url() {
    int port = 0;
    ::close(listen_on_loopback(port));
    return "http://127.0.0.1:" + std::to_string(port);
}

}  // namespace quittance::test
