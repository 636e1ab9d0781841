#pragma once

#include "readers/text/byte_input.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace quittance {

/// A byte that the declared charset does not have.
class CharsetError : public std::runtime_error {
public:
    CharsetError(int line, const std::string& text) : std::runtime_error(text), line_(line) {}
    [[nodiscard]] int line() const noexcept { return line_; }  ///< 1-based

private:
    int line_;
};

/// A file's text as UTF-8, decoded strictly: nothing is replaced, nothing is guessed. A byte order
/// mark is taken off; one that contradicts the charset is an error, and so is utf-16 without one.
/// Control characters beyond ASCII, which no text has, are bytes of another charset.
/// Charsets: utf-8, utf-16, utf-16le, utf-16be, windows-1250 to -1258, iso-8859-1, -2, -15,
/// macintosh, ibm850.
class TextStream {
public:
    /// The smallest room that `read` may be given.
    static constexpr std::size_t room_min = 4096;

    /// @throws std::invalid_argument for a charset that is not listed.
    TextStream(ByteInput& input, std::string charset);
    ~TextStream();
    TextStream(const TextStream&) = delete;
    TextStream& operator=(const TextStream&) = delete;

    /// At most `size` bytes of text; 0 at the end. A character may be cut at the end of a piece.
    /// @throws CharsetError with the line.
    std::size_t read(char* into, std::size_t size);

private:
    class Converter;

    void begin();
    std::size_t copied(char* into, std::size_t size);
    std::size_t converted(char* into, std::size_t size);
    void check_controls(const char* text, std::size_t size);
    void check_utf8(const char* text, std::size_t size, bool last);
    [[noreturn]] void refuse(int more_lines, const std::string& text) const;
    bool fill();

    ByteInput& input_;
    std::string charset_;
    std::unique_ptr<Converter> converter_;
    std::vector<char> raw_;
    std::size_t raw_at_ = 0;
    std::size_t raw_end_ = 0;
    bool begun_ = false;
    bool input_ended_ = false;
    char last_ = '\0';  // byte of what was converted
    std::string cut_;   // the first bytes of a character that the next piece completes
    int lines_ = 1;     // on which the next byte stands
};

}  // namespace quittance
