#include "domain/attempt_key.hpp"

#include "support/sha256.hpp"

#include <string_view>

namespace quittance {
namespace {

constexpr std::size_t letters = 26;

/// The first `letters` characters of RFC 4648's base32, in lower case.
template <typename Digest>
std::string base32_start(const Digest& digest) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    unsigned int bits = 0;
    unsigned int held = 0;
    for (const auto octet : digest) {
        bits = (bits << 8U) | static_cast<unsigned char>(octet);
        held += 8;
        while (held >= 5) {
            held -= 5;
            text.push_back(alphabet[(bits >> held) & 31U]);
            if (text.size() == letters) {
                return text;
            }
        }
        bits &= (1U << held) - 1U;
    }
    return text;
}

}  // namespace

std::string attempt_key(const AttemptKeyParts& parts) {
    const std::string text = parts.epoch + '|' + std::to_string(parts.company_id) + '|' +
                             std::to_string(parts.move_id) + '|' + std::to_string(parts.no) + '|' +
                             std::to_string(parts.amount_minor) + '|' + parts.currency + '|' +
                             parts.rail + '|' + std::to_string(parts.method_id);
    return "q1" + base32_start(sha256(text));
}

}  // namespace quittance
