#include "support/base64.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace quittance {
namespace {

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL adds a terminating zero
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), octets(bytes),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string from_base64(std::string_view text) {
    std::string compact;
    compact.reserve(text.size());
    for (const char c : text) {
        if (c != '\n' && c != '\r') {
            compact.push_back(c);
        }
    }
    std::string bytes(compact.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       octets(compact), static_cast<int>(compact.size()));
    if (length < 0 || compact.size() % 4 != 0) {
        throw std::invalid_argument("this is not base64");
    }
    std::size_t padding = 0;
    while (padding < 2 && padding < compact.size() &&
           compact[compact.size() - 1 - padding] == '=') {
        ++padding;
    }
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

}  // namespace quittance
