#pragma once

#include "domain/profile.hpp"
#include "support/issue.hpp"

#include <string_view>
#include <vector>

namespace quittance {

/// Sets charset and delimiter of a text from its first bytes; what they do not prove is a doubt.
void propose_charset(std::string_view bytes, Profile& profile, std::vector<Issue>& doubts);
void propose_delimiter(std::string_view bytes, Profile& profile, std::vector<Issue>& doubts);

}  // namespace quittance
