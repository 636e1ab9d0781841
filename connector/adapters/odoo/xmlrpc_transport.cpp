#include "adapters/odoo/xmlrpc_transport.hpp"

#include "adapters/odoo/answers.hpp"
#include "adapters/odoo/xml_text.hpp"
#include "adapters/odoo/xmlrpc_codec.hpp"

namespace quittance::odoo {
namespace {

constexpr const char* model = "quittance.rpc";

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// Odoo answers every trouble with a fault and HTTP 200; some faults are about the
/// configuration and are recognised by the names that Odoo and PostgreSQL use in them.
[[noreturn]] void throw_fault(const FaultAnswer& fault, const std::string& method,
                              const Account& account) {
    const std::string line = one_line(fault.text);
    if (contains(fault.text, "does not exist") && contains(fault.text, "database \"")) {
        throw CallError(CallTrouble::access_denied, "there is no database \"" + account.database +
                                                        "\" at " + account.url +
                                                        "; check [odoo] database");
    }
    if (contains(fault.text, model) &&
        (contains(fault.text, "doesn't exist") || contains(fault.text, "KeyError"))) {
        throw CallError(CallTrouble::rejected,
                        "the addon Quittance is not installed in the database \"" +
                            account.database + "\"; install it in Odoo's Apps");
    }
    if (contains(fault.text, "has no attribute") || contains(line, "does not exist on the model")) {
        throw CallError(CallTrouble::rejected, "the addon Quittance in Odoo does not know \"" +
                                                   method + "\"; update the addon");
    }
    switch (fault.code) {
        case 2:
            throw CallError(CallTrouble::wrong_data, line);
        case 3:
            throw CallError(CallTrouble::access_denied,
                            "Odoo refuses the user \"" + account.login +
                                "\": the API key is wrong, expired or revoked");
        case 4:
            throw CallError(CallTrouble::access_error,
                            "the user \"" + account.login + "\" may not call " + method + ": " +
                                line + "; give it the group Quittance / Connector");
        default:
            throw CallError(CallTrouble::application, method + ": Odoo failed: " + line);
    }
}

}  // namespace

XmlRpcTransport::XmlRpcTransport(const Account& account, http::Limits limits)
    : account_(account), client_(limits) {}

Json XmlRpcTransport::ask(const std::string& service, const std::string& method,
                          const Json& parameters, http::Delivery delivery) {
    http::Request request;
    request.url = account_.url + "/xmlrpc/2/" + service;
    request.delivery = delivery;
    request.headers = {{"Content-Type", "text/xml"}};
    try {
        request.body = encode_call(method, parameters);
    } catch (const Uncarriable& error) {
        throw CallError(CallTrouble::wrong_data, error.what());
    }
    const http::Response response = post_to_odoo(client_, request);
    Decoded answer;
    try {
        answer = decode_answer(response.body);
    } catch (const std::runtime_error& error) {  // BadXml and Uncarriable: it left all the same
        throw CallError(CallTrouble::unknown,
                        method + ": the answer cannot be read: " + one_line(error.what()));
    }
    if (const auto* fault = std::get_if<FaultAnswer>(&answer)) {
        throw_fault(*fault, service == "object" ? parameters.at(4).get<std::string>() : method,
                    account_);
    }
    return std::get<Json>(std::move(answer));
}

void XmlRpcTransport::log_in() {
    const Json answer = ask(
        "common", "authenticate",
        Json::array({account_.database, account_.login, account_.api_key.reveal(), Json::object()}),
        http::Delivery::repeatable);
    if (!answer.is_number_integer() || answer.get<int>() <= 0) {  // a wrong key answers False
        throw CallError(CallTrouble::access_denied,
                        "Odoo does not let the user \"" + account_.login +
                            "\" into the database \"" + account_.database +
                            "\": login, API key or database is wrong, or the key has expired");
    }
    user_id_ = answer.get<int>();
}

Json XmlRpcTransport::call(const std::string& method, const Json& payload) {
    Json answer = ask("object", "execute_kw",
                      Json::array({account_.database, user_id_, account_.api_key.reveal(), model,
                                   method, Json::array({payload})}),
                      changes_nothing(method) ? http::Delivery::repeatable : http::Delivery::once);
    if (!answer.is_object()) {
        throw CallError(CallTrouble::unknown, method + ": the answer is no struct");
    }
    return answer;
}

}  // namespace quittance::odoo
