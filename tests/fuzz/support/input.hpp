#pragma once

#include "readers/text/byte_input.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::fuzz {

/// An input whose last bytes are choices and whose front is the file: a real file is a seed as it
/// is.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size) {}

    /// A number below `count`.
    std::size_t below(std::size_t count) {
        if (rest_.empty()) {
            return 0;
        }
        const auto last = static_cast<unsigned char>(rest_.back());
        rest_.remove_suffix(1);
        return last % count;
    }
    template <typename Choices>
    const auto& one_of(const Choices& choices) {
        return choices[below(choices.size())];
    }
    /// The text behind the last line break, at most 40 bytes; taken off.
    std::string last_line() {
        const std::size_t end = rest_.find_last_of('\n');
        std::string line(end == std::string_view::npos ? std::string_view()
                                                       : rest_.substr(end + 1));
        if (end == std::string_view::npos || line.size() > 40) {
            return {};
        }
        rest_ = rest_.substr(0, end);
        return line;
    }
    [[nodiscard]] std::string rest() const { return std::string(rest_); }

private:
    std::string_view rest_;
};

/// Gives bytes in pieces of a size, as a pipe may.
class PiecewiseInput final : public ByteInput {
public:
    PiecewiseInput(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

    std::size_t read(char* into, std::size_t size) override {
        const std::string_view given = bytes_.substr(0, std::min(size, piece_));
        std::copy(given.begin(), given.end(), into);
        bytes_.remove_prefix(given.size());
        return given.size();
    }

private:
    std::string_view bytes_;
    std::size_t piece_;
};

}  // namespace quittance::fuzz
