#include "adapters/odoo/transport.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace quittance::odoo {
namespace {

Advice advice_for(CallTrouble trouble) {
    switch (trouble) {
        case CallTrouble::not_sent:
            return Advice::retry_later;
        case CallTrouble::unknown:
        case CallTrouble::application:
            return Advice::ask_first;
        case CallTrouble::wrong_data:
            return Advice::fix_data;
        case CallTrouble::rejected:
        case CallTrouble::access_denied:
        case CallTrouble::access_error:
            break;
    }
    return Advice::fix_configuration;
}

}  // namespace

CallError::CallError(CallTrouble trouble, const std::string& text)
    : PortError(advice_for(trouble), text), trouble_(trouble) {}

bool changes_nothing(std::string_view method) {
    constexpr std::array<std::string_view, 10> readers = {
        "hello",      "directory", "profile_get", "draft_lines",      "draft_context",
        "candidates", "status",    "unfinished",  "provider_charges", "report"};
    return std::find(readers.begin(), readers.end(), method) != readers.end();
}

}  // namespace quittance::odoo
