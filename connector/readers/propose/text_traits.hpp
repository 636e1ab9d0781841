#pragma once

#include "domain/profile.hpp"
#include "support/issue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// All of the text. @throws CharsetError; UnreadableFile (`profile`): there is no such charset.
[[nodiscard]] std::string decoded(std::string_view bytes, const std::string& charset);

/// A file's first lines, whole ones, from its first bytes; "" when the charset is another.
[[nodiscard]] std::string first_text(std::string_view bytes, const std::string& charset);

/// Sets the charset of a text from its first bytes; what they do not prove is a doubt.
/// @throws UnreadableFile (`file_kind`): it is no text in any of them.
void propose_charset(std::string_view bytes, Profile& profile, std::vector<Issue>& doubts);

/// Sets the delimiter from the first lines. How many columns it makes, less than two: none does.
int propose_delimiter(std::string_view lines, Profile& profile, std::vector<Issue>& doubts);

}  // namespace quittance
