#include "adapters/door/door_client.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>

namespace quittance::test {
namespace {

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(bytes, size * count);
    return size * count;
}

int connected(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval five{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &five, sizeof five);
    ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return socket;
}

}  // namespace

DoorReply ask(int port, const DoorRequest& request) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    curl_slist* headers = curl_slist_append(nullptr, "Expect:");
    for (const std::string& header : request.headers) {
        headers = curl_slist_append(headers, header.c_str());
    }
    DoorReply reply;
    std::string text;
    const std::string url = "http://127.0.0.1:" + std::to_string(port) + request.path;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.verb.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
    if (request.verb == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    const char* type = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
    curl_slist_free_all(headers);
    reply.status = static_cast<int>(status);
    reply.type = type == nullptr ? "" : type;
    reply.body = nlohmann::json::parse(text, nullptr, false);
    return reply;
}

std::string ask_raw(int port, const std::string& bytes) {
    const int socket = connected(port);
    ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
    std::string answer;
    std::array<char, 4096> piece{};
    for (ssize_t read = 1; read > 0;) {
        read = ::recv(socket, piece.data(), piece.size(), 0);
        answer.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
    }
    ::close(socket);
    return answer;
}

double drip(int port, const std::string& bytes, int pause_ms) {
    const int socket = connected(port);
    const auto begin = std::chrono::steady_clock::now();
    for (const char byte : bytes) {
        if (::send(socket, &byte, 1, MSG_NOSIGNAL) < 0) {
            break;
        }
        pollfd end{socket, POLLIN, 0};
        if (::poll(&end, 1, pause_ms) > 0) {
            break;
        }
    }
    ::close(socket);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace quittance::test
