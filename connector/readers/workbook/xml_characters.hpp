#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace quittance::workbook {

enum Class : unsigned char { plain = 0, name_end = 1, unusual = 2 };

/// What ends a name, and what stands in no text as it is.
inline constexpr std::array<unsigned char, 256> classes = [] {
    std::array<unsigned char, 256> made{};
    for (std::size_t code = 0; code < 256; ++code) {
        const bool control = code < 0x20 && code != '\t' && code != '\n';
        made[code] = control || code >= 0x80 ? unusual : plain;
    }
    for (const char c : {'&', ']', '\r'}) {
        made[static_cast<unsigned char>(c)] = unusual;
    }
    for (const char c : {' ', '\t', '\n', '\r', '=', '/', '>', '<', '"', '\'', '&'}) {
        made[static_cast<unsigned char>(c)] |= name_end;
    }
    return made;
}();

[[nodiscard]] inline bool has_class(char c, Class wanted) {
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

[[nodiscard]] inline bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

[[nodiscard]] inline char* skip_spaces(char* at) {
    while (is_space(*at)) {
        ++at;
    }
    return at;
}

[[nodiscard]] inline char* end_of_name(char* at) {
    while (!has_class(*at, name_end)) {
        ++at;
    }
    return at;
}

/// The letters of ASCII names; what is beyond ASCII is checked as text is.
[[nodiscard]] inline bool is_name(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    };
    const auto goes_on = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), goes_on);
}

/// The first `>` outside of quotes; nullptr: it is not here yet.
[[nodiscard]] inline char* end_of_tag(char* at, char* const end) {
    for (; at < end; ++at) {
        if (*at == '>') {
            return at;
        }
        if (*at == '"' || *at == '\'') {
            at = static_cast<char*>(
                std::memchr(at + 1, *at, static_cast<std::size_t>(end - at - 1)));
            if (at == nullptr) {
                return nullptr;
            }
        }
    }
    return nullptr;
}

}  // namespace quittance::workbook
