#include "adapters/door/upload_server.hpp"

#include "adapters/door/request_handler.hpp"
#include "support/port_error.hpp"

#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>

#include <array>

namespace quittance::door {
namespace {

using namespace Poco::Net;

constexpr std::chrono::seconds farewell_time{2};

Poco::Timespan timespan(std::chrono::milliseconds time) {
    return Poco::Timespan(static_cast<Poco::Int64>(time.count()) * 1000);
}

/// One connection, one request, within the time that it is given.
class Connection final : public HTTPServerConnection {
public:
    Connection(const StreamSocket& socket, const HTTPServerParams::Ptr& params,
               const HTTPRequestHandlerFactory::Ptr& factory, Door& door)
        : HTTPServerConnection(socket, params, factory), door_(door) {}

    void run() override {
        const ConnectionWatch::Watched watched(door_.watch, socket(), door_.limits.header_time);
        HTTPServerConnection::run();
        say_goodbye();
    }

private:
    /// Reads on for a moment: closing at once would take the answer away from a client that is
    /// still sending.
    void say_goodbye() {
        door_.watch.allow(socket(), farewell_time);
        try {
            socket().shutdownSend();
            socket().setReceiveTimeout(timespan(farewell_time));
            std::array<char, 16 * 1024> unread{};
            while (socket().receiveBytes(unread.data(), static_cast<int>(unread.size())) > 0) {
            }
        } catch (const Poco::Exception&) {
            return;  // it has gone already
        }
    }

    Door& door_;
};

class Connections final : public TCPServerConnectionFactory {
public:
    Connections(HTTPServerParams::Ptr params, Door& door)
        : params_(std::move(params)), factory_(handlers(door)), door_(door) {}

    TCPServerConnection* createConnection(const StreamSocket& socket) override {
        return new Connection(socket, params_, factory_, door_);  // Poco deletes it
    }

private:
    HTTPServerParams::Ptr params_;
    HTTPRequestHandlerFactory::Ptr factory_;
    Door& door_;
};

HTTPServerParams::Ptr params_of(const ServerLimits& limits) {
    HTTPServerParams::Ptr params = new HTTPServerParams;
    params->setKeepAlive(false);
    params->setTimeout(timespan(limits.silence_time));
    params->setMaxThreads(limits.connections);
    params->setMaxQueued(limits.connections);
    params->setSoftwareVersion("");
    return params;
}

ServerSocket listening(const std::string& address) {
    try {
        ServerSocket socket;
        socket.bind(SocketAddress(address), true);
        socket.listen(64);
        return socket;
    } catch (const Poco::Exception& error) {
        throw PortError(Advice::fix_configuration,
                        "[http] listen: " + address + ": " + error.displayText());
    }
}

}  // namespace

struct UploadServer::Running {
    Running(const std::string& address, const ServerLimits& limits, TokenBook& tokens,
            JobSpool& spool, FreshId fresh_id)
        : door{limits, tokens, spool, std::move(fresh_id), {}},
          threads(2, limits.connections + 1),
          socket(listening(address)),
          server(new Connections(params_of(limits), door), threads, socket, params_of(limits)) {
        server.start();
    }
    ~Running() {
        server.stop();
        threads.joinAll();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    Door door;
    Poco::ThreadPool threads;
    ServerSocket socket;
    TCPServer server;
};

UploadServer::UploadServer(const std::string& address, ServerLimits limits, TokenBook& tokens,
                           JobSpool& spool, FreshId fresh_id)
    : running_(std::make_unique<Running>(address, limits, tokens, spool, std::move(fresh_id))) {}

UploadServer::~UploadServer() = default;

int UploadServer::port() const {
    return running_->socket.address().port();
}

}  // namespace quittance::door
