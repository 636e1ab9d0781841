#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Payment cards' numbers in a free text, exactly as they stand there (`4111 1111 1111 1111`): by
/// issuer's prefix, that issuer's length and the Luhn digit together. A SIRET (14 digits, of which
/// the first nine are a valid SIREN) is none.
[[nodiscard]] std::vector<std::string> card_numbers_in(std::string_view text);

/// The same text with all digits but the last four as `*`: `**** **** **** 1111`.
[[nodiscard]] std::string masked_card(std::string_view number);

}  // namespace quittance
