#include "adapters/door/request_handler.hpp"

#include "adapters/door/job_answer.hpp"
#include "adapters/door/openapi_text.hpp"
#include "adapters/door/problem.hpp"
#include "adapters/door/upload_request.hpp"
#include "support/log.hpp"
#include "support/port_error.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/String.h>
#include <Poco/URI.h>

namespace quittance::door {
namespace {

using namespace Poco::Net;
using Json = nlohmann::ordered_json;

constexpr const char* try_again_seconds = "30";

class Handler final : public HTTPRequestHandler {
public:
    explicit Handler(Door& door) : door_(door) {}

    void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
        response.set("Cache-Control", "no-store");
        response.set("X-Content-Type-Options", "nosniff");
        try {
            answer(request, response);
        } catch (const Problem& problem) {
            refuse(response, problem);
        } catch (const PortError& error) {
            log_warning("http_failed", {{"why", error.what()}});
            refuse(response, {503, "not_now", "The file cannot be kept at the moment. Try later."});
        } catch (const std::exception& error) {
            log_warning("http_failed", {{"why", error.what()}});
            refuse(response, {500, "internal", "An error inside Quittance. Nothing was taken."});
        }
        log_event("http", {{"method", logged_method(request)},
                           {"route", route_},
                           {"supplier", supplier_},
                           {"status", std::to_string(response.getStatus())},
                           {"from", request.clientAddress().host().toString()}});
    }

private:
    using Method = void (Handler::*)(HTTPServerRequest&, HTTPServerResponse&);

    static std::string logged_method(const HTTPServerRequest& request) {
        return request.getMethod().substr(0, 10);
    }

    void answer(HTTPServerRequest& request, HTTPServerResponse& response) {
        std::vector<std::string> path;
        try {
            Poco::URI(request.getURI()).getPathSegments(path);
        } catch (const Poco::Exception&) {
            throw Problem(400, "address", "The address cannot be read.");
        }
        if (path.size() == 2 && path[0] == "v1" && path[1] == "health") {
            return only("health", "GET", &Handler::health, request, response);
        }
        if (path.size() == 2 && path[0] == "v1" && path[1] == "openapi.json") {
            return only("openapi", "GET", &Handler::openapi, request, response);
        }
        if (path.size() == 4 && path[0] == "v1" && path[1] == "suppliers" && path[3] == "files") {
            supplier_ = path[2];
            return only("files", "POST", &Handler::files, request, response);
        }
        if (path.size() == 3 && path[0] == "v1" && path[1] == "jobs") {
            job_ = path[2];
            return only("job", "GET", &Handler::job, request, response);
        }
        throw Problem(404, "not_found", "There is nothing at this address. See /v1/openapi.json.");
    }

    void only(const char* route, const std::string& verb, Method method, HTTPServerRequest& request,
              HTTPServerResponse& response) {
        route_ = route;
        if (request.getMethod() != verb) {
            response.set("Allow", verb);
            throw Problem(405, "method", "Only " + verb + " is possible here.");
        }
        (this->*method)(request, response);
    }

    void health(HTTPServerRequest& /*request*/, HTTPServerResponse& response) {
        send(response, 200, "application/json", Json({{"status", "ok"}}).dump());
    }

    void openapi(HTTPServerRequest& /*request*/, HTTPServerResponse& response) {
        send(response, 200, "application/json", openapi_text);
    }

    void files(HTTPServerRequest& request, HTTPServerResponse& response) {
        const std::string token = bearer_of(request);
        admit(door_.tokens.judge(supplier_, token));
        door_.watch.allow(dynamic_cast<HTTPServerRequestImpl&>(request).socket(),
                          door_.limits.upload_time);
        const std::vector<Job> jobs =
            take_upload(door_, {supplier_, door_.tokens.name_of(token)}, request);
        response.set("Location", "/v1/jobs/" + jobs.front().id);
        send(response, 202, "application/json", receipt_of(jobs).dump());
    }

    void job(HTTPServerRequest& request, HTTPServerResponse& response) {
        const std::string token = bearer_of(request);
        const auto found = door_.spool.find(job_);
        supplier_ = found ? found->supplier : "";
        const auto verdict = door_.tokens.judge(supplier_, token);
        if (verdict == TokenBook::Verdict::other_supplier) {
            supplier_.clear();
            throw Problem(404, "not_found", "There is no such job of yours.");
        }
        admit(verdict);
        send(response, 200, "application/json",
             answer_of(*found).dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    static void admit(TokenBook::Verdict verdict) {
        switch (verdict) {
            case TokenBook::Verdict::admitted:
                return;
            case TokenBook::Verdict::other_supplier:
                throw Problem(403, "other_supplier", "This token is not this supplier's.");
            case TokenBook::Verdict::unknown_token:
                throw Problem(401, "token", "The token is not known, or was revoked.");
            case TokenBook::Verdict::not_known_yet:
                throw Problem(503, "not_ready", "The tokens are not known yet. Try again.");
        }
    }

    static std::string bearer_of(const HTTPServerRequest& request) {
        const std::string header = request.get("Authorization", "");
        if (header.size() < 8 || Poco::icompare(header.substr(0, 7), "Bearer ") != 0) {
            throw Problem(401, "token_missing", "Send the header Authorization: Bearer TOKEN.");
        }
        return header.substr(7);
    }

    static void refuse(HTTPServerResponse& response, const Problem& problem) {
        if (response.sent()) {
            return;
        }
        if (problem.status == 401) {
            response.set("WWW-Authenticate", "Bearer realm=\"quittance\"");
        }
        if (problem.status == 503 || problem.status == 429) {
            response.set("Retry-After", try_again_seconds);
        }
        const Json body = {{"type", "about:blank"},
                           {"title", HTTPResponse::getReasonForStatus(
                                         static_cast<HTTPResponse::HTTPStatus>(problem.status))},
                           {"status", problem.status},
                           {"code", problem.code},
                           {"detail", problem.sentence}};
        send(response, problem.status, "application/problem+json",
             body.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    static void send(HTTPServerResponse& response, int status, const std::string& type,
                     std::string_view body) {
        response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(status));
        response.setContentType(type);
        response.sendBuffer(body.data(), body.size());
    }

    Door& door_;
    std::string route_ = "none";
    std::string supplier_;
    std::string job_;
};

class Handlers final : public HTTPRequestHandlerFactory {
public:
    explicit Handlers(Door& door) : door_(door) {}
    HTTPRequestHandler* createRequestHandler(const HTTPServerRequest& /*request*/) override {
        return new Handler(door_);  // Poco deletes it
    }

private:
    Door& door_;
};

}  // namespace

HTTPRequestHandlerFactory::Ptr handlers(Door& door) {
    return new Handlers(door);
}

}  // namespace quittance::door
