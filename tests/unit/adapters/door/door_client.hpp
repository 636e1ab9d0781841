#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace quittance::test {

struct DoorReply {
    int status = 0;  ///< 0: no answer
    std::string type;
    nlohmann::json body;
};

struct DoorRequest {
    std::string verb = "POST";
    std::string path = "/v1/suppliers/SUP/files";
    std::vector<std::string> headers;
    std::string body;
    std::string form_boundary;  ///< of `body`, "" it is raw
};

/// One request by libcurl to 127.0.0.1.
[[nodiscard]] DoorReply ask(int port, const DoorRequest& request);

/// Sends these bytes and reads until the server ends the connection, for at most five seconds.
[[nodiscard]] std::string ask_raw(int port, const std::string& bytes);

/// Sends one byte of `bytes` every `pause_ms`; seconds until the server ends the connection.
[[nodiscard]] double drip(int port, const std::string& bytes, int pause_ms);

}  // namespace quittance::test
