#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace quittance {

/// One event a line on standard error: `time level event key=value …`. Values are quoted where
/// they hold blanks and never span lines. Never give it a secret, an IBAN or a payment's body.
void log_event(std::string_view event,
               std::initializer_list<std::pair<std::string_view, std::string>> fields);
void log_warning(std::string_view event,
                 std::initializer_list<std::pair<std::string_view, std::string>> fields);

}  // namespace quittance
