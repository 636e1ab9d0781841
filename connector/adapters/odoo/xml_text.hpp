#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace quittance::odoo {

/// An answer that must not reach the XML parser, or that it refused.
class BadXml : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What xmlrpc-c 1.33 cannot carry is folded into what it can, and unfolded behind it.
///
/// It drops a whole answer over one character outside the Basic Multilingual Plane or one control
/// character. A character above U+FFFF becomes a pair of private-use characters (U+E000… then
/// U+E400…), and a natural character of U+E000…U+E800 is written behind U+E800, so that both ways
/// are exact. Control characters that XML forbids, and broken UTF-8, become U+FFFD.
[[nodiscard]] std::string fold(std::string_view text);

/// The reverse of `fold`; text that was never folded comes back as it is.
[[nodiscard]] std::string unfold(std::string_view text);

/// Checks and folds a whole XML answer, numeric references such as `&#x1F600;` included.
/// @throws BadXml for a document type or entity declaration (entity bombs) and for an encoding
/// other than UTF-8.
[[nodiscard]] std::string fold_answer(std::string_view xml);

}  // namespace quittance::odoo
