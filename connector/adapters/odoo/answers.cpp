#include "adapters/odoo/answers.hpp"

#include <algorithm>
#include <string_view>

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

/// `psycopg2.errors.UndefinedColumn: column "x" does not exist`, not PostgreSQL's `LINE 1: …` and
/// the caret behind it.
bool names_an_error(std::string_view line) {
    const auto name = line.substr(0, std::min(line.find(':'), line.size()));
    return !name.empty() && name.size() < line.size() && name.find(' ') == std::string_view::npos &&
           std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// The line of a traceback that says what went wrong: the last one that names an error.
std::string_view last_error(std::string_view traceback) {
    for (std::size_t end = traceback.size(); end != std::string_view::npos && end > 0;
         end = traceback.rfind('\n', end - 1)) {
        const std::size_t before = traceback.rfind('\n', end - 1);
        const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (const auto line = traceback.substr(begin, end - begin); names_an_error(line)) {
            return line;
        }
    }
    return traceback.substr(traceback.rfind('\n') + 1);
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
    const std::string_view told = std::string_view(text).substr(0, last + 1);
    std::string line(told.starts_with("Traceback") ? last_error(told) : told);
    line.resize(std::min(line.size(), line_bytes_max));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return line;
}

}  // namespace quittance::odoo
