#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Payment cards' numbers in a free text, exactly as they stand there (`4111 1111 1111 1111`, with
/// dashes, points or blanks that do not break, an expiry date behind it or not): by
/// issuer's prefix, that issuer's length and the Luhn digit together. A SIRET (14 digits, of which
/// the first nine are a valid SIREN) is none.
[[nodiscard]] std::vector<std::string> card_numbers_in(std::string_view text);

/// Of these the ones of 15 digits and more, where it is not known what a column means: shorter ones
/// are often tickets.
[[nodiscard]] std::vector<std::string> long_card_numbers_in(std::string_view text);

/// The same number with all digits but the last four as `*`: `**** **** **** 1111`.
[[nodiscard]] std::string masked_card(std::string_view number);

/// Masks the number in a text wherever it stands by itself, and not inside a longer one.
void mask_number(std::string& text, std::string_view number);

/// A card's number as a file's bytes hold it, and what stands there instead.
struct CardBytes {
    std::string written;
    std::string masked;
};

/// All the ways in which the charsets of files write the number, `card_numbers_in`'s own first.
[[nodiscard]] std::vector<CardBytes> bytes_of_card(const std::string& number);

/// A text for a screen, its long card numbers masked.
[[nodiscard]] std::string with_masked_cards(std::string text);

}  // namespace quittance
