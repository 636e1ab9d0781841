#pragma once

#include "adapters/http/http_client.hpp"
#include "adapters/odoo/transport.hpp"

#include <string>

namespace quittance::odoo {

/// Posts and turns everything that is no answer of Odoo into a `CallError`: no connection,
/// an HTTP status, a page instead of data. `accepted` are further statuses that carry an answer.
[[nodiscard]] http::Response post_to_odoo(http::Client& client, const http::Request& request,
                                          bool error_bodies_are_answers = false);

/// One line of an error text: the last one of a traceback, without control characters, at most
/// 300 bytes.
[[nodiscard]] std::string one_line(const std::string& text);

}  // namespace quittance::odoo
