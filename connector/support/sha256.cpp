#include "support/sha256.hpp"

#include <openssl/sha.h>

namespace quittance {

Sha256 sha256(std::string_view bytes) {
    Sha256 digest{};
    // OpenSSL wants unsigned char; reading any object as bytes is what it is for.
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(64);
    for (const std::uint8_t octet : sha256(bytes)) {
        text.push_back(digits[octet >> 4U]);
        text.push_back(digits[octet & 15U]);
    }
    return text;
}

}  // namespace quittance
