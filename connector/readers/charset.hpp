#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace quittance {

/// A byte that the declared charset does not have.
class CharsetError : public std::runtime_error {
public:
    CharsetError(int line, const std::string& text) : std::runtime_error(text), line_(line) {}
    [[nodiscard]] int line() const noexcept { return line_; }  ///< 1-based

private:
    int line_;
};

/// The bytes as UTF-8, decoded strictly: nothing is replaced. A byte order mark is taken off; one
/// that contradicts `charset` is an error. Charsets: utf-8, windows-1252, iso-8859-15, utf-16.
/// @throws CharsetError with the line; std::invalid_argument for a charset not listed.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace quittance
