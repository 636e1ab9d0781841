#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace quittance {

/// How many bytes are looked at together; so many must be readable behind a text.
inline constexpr std::size_t mark_reach = 64;

/// Which of the next 64 bytes are one of `marks`: bit 0 is the first byte.
template <std::size_t count>
[[nodiscard]] std::uint64_t marks_one_by_one(const char* text,
                                             const std::array<char, count>& marks) {
    std::uint64_t found = 0;
    for (std::size_t at = 0; at < mark_reach; ++at) {
        for (const char mark : marks) {
            found |= static_cast<std::uint64_t>(text[at] == mark) << at;
        }
    }
    return found;
}

/// The same, sixteen bytes in one step where the processor can.
template <std::size_t count>
[[nodiscard]] std::uint64_t marks_in(const char* text, const std::array<char, count>& marks) {
#if defined(__SSE2__)
    constexpr std::size_t step = sizeof(__m128i);
    std::uint64_t found = 0;
    for (std::size_t at = 0; at < mark_reach; at += step) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
        __m128i same = _mm_setzero_si128();
        for (const char mark : marks) {
            same = _mm_or_si128(same, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(mark)));
        }
        found |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(same))) << at;
    }
    return found;
#else
    return marks_one_by_one(text, marks);
#endif
}

/// Finds one mark after the other in a buffer that does not change meanwhile.
class MarkFinder {
public:
    explicit MarkFinder(const std::array<char, 4>& marks) : marks_(marks) {}

    /// The buffer has changed: what was found in it counts no more.
    void forget() { block_ = nowhere; }

    /// The first mark at `at` or behind it. There is one: the caller puts it behind its text, and
    /// `mark_reach` readable bytes behind that.
    [[nodiscard]] std::size_t next(const char* buffer, std::size_t at) {
        if (at - block_ >= mark_reach) {
            look(buffer, at);
        }
        std::uint64_t left = found_ >> (at - block_);
        while (left == 0) {
            at = block_ + mark_reach;
            look(buffer, at);
            left = found_;
        }
        return at + static_cast<std::size_t>(std::countr_zero(left));
    }

private:
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max() / 2;

    void look(const char* buffer, std::size_t at) {
        block_ = at;
        found_ = marks_in(buffer + at, marks_);
    }

    std::array<char, 4> marks_;
    std::size_t block_ = nowhere;  // where the 64 bytes begin that `found_` speaks of
    std::uint64_t found_ = 0;
};

}  // namespace quittance
