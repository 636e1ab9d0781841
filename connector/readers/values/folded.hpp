#pragma once

#include <string>
#include <string_view>

namespace quittance {

/// UTF-8 text with the differences of upper and lower case taken away, accents kept (Unicode's
/// default case folding, by ICU).
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace quittance
