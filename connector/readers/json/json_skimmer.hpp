#pragma once

#include "readers/text/text_stream.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Goes through a JSON text without holding it: finds where values begin and end. What a value is
/// made of is for nlohmann's parser to say.
class JsonSkimmer {
public:
    explicit JsonSkimmer(TextStream& text) : text_(text), buffer_(64 * 1024) {}

    /// The next character that is no blank, not taken; 0 at the end. @throws CharsetError.
    char peek();
    /// Takes it. @throws UnreadableFile (`file_broken`) when it is not `wanted`.
    void expect(char wanted);
    /// The text of the value that comes, at most 1 MiB; valid until the next call.
    std::string_view value();
    /// Goes behind the value that comes.
    void skip_value();
    [[nodiscard]] int line() const { return line_; }
    [[noreturn]] void refuse(const std::string& text) const;

private:
    bool fill();
    std::string whole_character();
    void take_value(bool keep);
    void take_string(bool keep);
    void take_scalar(bool keep);
    void keep_or_drop(char c, bool keep);
    char take();

    TextStream& text_;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    int line_ = 1;
    std::string kept_;
};

}  // namespace quittance
