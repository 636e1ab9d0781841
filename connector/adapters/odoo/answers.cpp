#include "adapters/odoo/answers.hpp"

#include <algorithm>

namespace quittance::odoo {
namespace {

constexpr std::size_t line_bytes_max = 300;

http::Response posted(http::Client& client, const http::Request& request) {
    try {
        return client.post(request);
    } catch (const http::ForbiddenUrl& error) {
        throw CallError(CallTrouble::rejected, error.what());
    } catch (const http::NoAnswer& error) {
        const bool not_sent = error.departure() == http::Departure::not_sent;
        throw CallError(not_sent ? CallTrouble::not_sent : CallTrouble::unknown,
                        (not_sent ? "Odoo cannot be reached at " : "Odoo gave no answer at ") +
                            std::string(error.what()));
    }
}

bool is_page(const http::Response& response) {
    return response.content_type.find("html") != std::string::npos;
}

[[noreturn]] void refuse_status(const http::Response& response, const std::string& url) {
    const std::string where =
        http::masked_url(url) + " answers HTTP " + std::to_string(response.status);
    const long status = response.status;
    if (status >= 300 && status < 400) {
        throw CallError(CallTrouble::rejected,
                        where +
                            " (a redirect, which is not followed): set [odoo] url to the "
                            "address that it points to");
    }
    if (status == 404 || status == 405) {
        throw CallError(CallTrouble::rejected,
                        where + ": no Odoo with its addon `rpc` is there; check [odoo] url");
    }
    if (status == 413) {
        throw CallError(CallTrouble::rejected,
                        where + ": the request is too large for the server or its proxy");
    }
    if (status == 401 || status == 403) {
        throw CallError(CallTrouble::access_denied, where + ": access is refused");
    }
    throw CallError(CallTrouble::unknown, where + "; what it did is not known");
}

}  // namespace

http::Response post_to_odoo(http::Client& client, const http::Request& request,
                            bool error_bodies_are_answers) {
    http::Response response = posted(client, request);
    const bool structured = error_bodies_are_answers && !is_page(response);
    if (response.status != 200 && !structured) {
        refuse_status(response, request.url);
    }
    if (is_page(response)) {
        throw CallError(CallTrouble::unknown,
                        http::masked_url(request.url) +
                            " answers with a web page; check [odoo] url, and the proxy before it");
    }
    return response;
}

std::string one_line(const std::string& text) {
    const std::size_t last = text.find_last_not_of(" \r\n\t");
    if (last == std::string::npos) {
        return "(no text)";
    }
    const bool traceback = text.rfind("Traceback", 0) == 0;
    const std::size_t start = traceback ? text.find_last_of('\n', last) + 1 : 0;
    std::string line = text.substr(start, std::min(last + 1 - start, line_bytes_max));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return line;
}

}  // namespace quittance::odoo
