#include "adapters/odoo/json2_transport.hpp"

#include "adapters/odoo/answers.hpp"

#include <algorithm>

namespace quittance::odoo {
namespace {

bool has_floating_point(const Json& value) {
    return value.is_number_float() ||
           (value.is_structured() && std::any_of(value.begin(), value.end(), has_floating_point));
}

[[noreturn]] void throw_error(const http::Response& response, const std::string& method,
                              const Account& account) {
    const Json error = Json::parse(response.body, nullptr, false);
    const std::string text =
        error.is_object() ? one_line(error.value("message", "")) : std::string("(no text)");
    switch (response.status) {
        case 401:
            throw CallError(CallTrouble::access_denied,
                            "Odoo refuses the API key of \"" + account.login + "\": " + text);
        case 403:
            throw CallError(CallTrouble::access_error,
                            "the user \"" + account.login + "\" may not call " + method + ": " +
                                text + "; give it the group Quittance / Connector");
        case 404:
            throw CallError(CallTrouble::rejected,
                            "the addon Quittance in the database \"" + account.database +
                                "\" is missing, or does not know \"" + method + "\"");
        case 422:
            throw CallError(CallTrouble::wrong_data, text);
        default:
            throw CallError(CallTrouble::application, method + ": Odoo failed: " + text);
    }
}

}  // namespace

Json2Transport::Json2Transport(const Account& account, http::Limits limits)
    : account_(account), client_(limits) {}

void Json2Transport::log_in() {}

Json Json2Transport::call(const std::string& method, const Json& payload) {
    if (has_floating_point(payload)) {
        throw CallError(CallTrouble::wrong_data, "a floating-point number cannot be sent");
    }
    http::Request request;
    request.url = account_.url + "/json/2/quittance.rpc/" + method;
    request.delivery = changes_nothing(method) ? http::Delivery::repeatable : http::Delivery::once;
    request.headers = {{"Content-Type", "application/json"},
                       {"X-Odoo-Database", account_.database},
                       {"Authorization", "bearer " + account_.api_key.reveal()}};
    request.body = Json{{"payload", payload}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    const http::Response response = post_to_odoo(client_, request, true);
    if (response.status != 200) {
        throw_error(response, method, account_);
    }
    Json answer = Json::parse(response.body, nullptr, false);
    if (!answer.is_object() || has_floating_point(answer)) {
        throw CallError(CallTrouble::unknown,
                        method +
                            ": the answer is no struct of JSON, or holds a floating-point "
                            "number");
    }
    return answer;
}

}  // namespace quittance::odoo
