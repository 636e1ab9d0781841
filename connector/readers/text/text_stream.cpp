#include "readers/text/text_stream.hpp"

#include "readers/text/byte_marks.hpp"

#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace quittance {
namespace {

using namespace std::string_view_literals;

constexpr std::array charsets = {
    "utf-8"sv,        "utf-16"sv,       "utf-16le"sv,     "utf-16be"sv,     "windows-1250"sv,
    "windows-1251"sv, "windows-1252"sv, "windows-1253"sv, "windows-1254"sv, "windows-1255"sv,
    "windows-1256"sv, "windows-1257"sv, "windows-1258"sv, "iso-8859-1"sv,   "iso-8859-2"sv,
    "iso-8859-15"sv,  "macintosh"sv,    "ibm850"sv};
constexpr auto utf8_mark = "\xEF\xBB\xBF"sv;
constexpr std::size_t raw_size = 64 * 1024;
constexpr std::size_t mark_length_max = 3;

int lines_in(const char* text, std::size_t size) {
    int lines = 0;
    std::size_t at = 0;
    for (; at + mark_reach <= size; at += mark_reach) {
        lines += std::popcount(marks_in(text + at, std::array{'\n'}));
    }
    return lines + static_cast<int>(std::count(text + at, text + size, '\n'));
}

bool has_utf16_mark(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv);
}

/// Whether UTF-16 of a declared order begins with the mark of that order, which it need not.
bool has_own_mark(std::string_view bytes, std::string_view charset) {
    return (charset == "utf-16le" && bytes.starts_with("\xFF\xFE"sv)) ||
           (charset == "utf-16be" && bytes.starts_with("\xFE\xFF"sv));
}

/// The length of the ASCII at the front.
std::size_t ascii_length(const char* text, std::size_t size) {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text + at, sizeof eight);
        if ((eight & high_bits) != 0) {
            break;
        }
    }
    while (at < size && static_cast<signed char>(text[at]) >= 0) {
        ++at;
    }
    return at;
}

/// Whether a byte can go on with a character of several.
bool is_trail(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
/// The length of the character at the front; 0 when its bytes are none.
std::size_t character_length(const char* text, std::size_t size) {
    std::int32_t at = 0;
    std::int32_t point = 0;
    U8_NEXT(text, at, static_cast<std::int32_t>(size), point);
    return point < 0 ? 0 : static_cast<std::size_t>(at);
}
#pragma GCC diagnostic pop

}  // namespace

/// ICU's converter from one charset, strict, in pieces.
class TextStream::Converter {
public:
    explicit Converter(const std::string& charset) : from_(opened(charset)), to_(opened("utf-8")) {}
    ~Converter() {
        ucnv_close(from_);
        ucnv_close(to_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    /// False when a byte is not of the charset; the text before it is in `target`.
    bool convert(const char*& source, const char* source_end, char*& target, char* target_end,
                 bool flush) {
        UErrorCode status = U_ZERO_ERROR;
        ucnv_convertEx(to_, from_, &target, target_end, &source, source_end, pivot_.data(),
                       &pivot_source_, &pivot_target_, pivot_.data() + pivot_.size(),
                       first_ ? 1 : 0, flush ? 1 : 0, &status);
        first_ = false;
        return status == U_BUFFER_OVERFLOW_ERROR || !U_FAILURE(status);
    }

private:
    static UConverter* opened(const std::string& charset) {
        UErrorCode status = U_ZERO_ERROR;
        UConverter* const converter = ucnv_open(charset.c_str(), &status);
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
        if (U_FAILURE(status)) {
            throw std::invalid_argument("the charset " + charset + " cannot be opened");
        }
        return converter;
    }

    UConverter* from_;
    UConverter* to_;
    std::array<UChar, 4096> pivot_{};
    UChar* pivot_source_ = pivot_.data();
    UChar* pivot_target_ = pivot_.data();
    bool first_ = true;
};

TextStream::TextStream(ByteInput& input, std::string charset)
    : input_(input), charset_(std::move(charset)), raw_(raw_size) {
    if (std::find(charsets.begin(), charsets.end(), charset_) == charsets.end()) {
        std::string known;
        for (const auto one : charsets) {
            known += (known.empty() ? "" : ", ") + std::string(one);
        }
        throw std::invalid_argument("the charset " + charset_ + " is not one of " + known);
    }
}

TextStream::~TextStream() = default;

void TextStream::refuse(int more_lines, const std::string& text) const {
    throw CharsetError(lines_ + more_lines, text);
}

bool TextStream::fill() {
    if (raw_at_ == raw_end_ && !input_ended_) {
        raw_at_ = 0;
        raw_end_ = input_.read(raw_.data(), raw_.size());
        input_ended_ = raw_end_ == 0;
    }
    return raw_at_ < raw_end_;
}

void TextStream::begin() {
    begun_ = true;
    while (raw_end_ < mark_length_max && !input_ended_) {
        const std::size_t more = input_.read(raw_.data() + raw_end_, raw_.size() - raw_end_);
        input_ended_ = more == 0;
        raw_end_ += more;
    }
    const std::string_view bytes(raw_.data(), raw_end_);
    if (has_own_mark(bytes, charset_)) {
        raw_at_ = 2;
    } else if (has_utf16_mark(bytes) != (charset_ == "utf-16")) {
        refuse(0, has_utf16_mark(bytes)
                      ? "the file begins like UTF-16, but the profile says " + charset_
                      : "the profile says utf-16, but the file does not begin with its mark");
    }
    if (bytes.starts_with(utf8_mark)) {
        raw_at_ = utf8_mark.size();
        charset_ = "utf-8";  // a spreadsheet's mark is surer than the profile
    }
    if (charset_ != "utf-8") {
        converter_ = std::make_unique<Converter>(charset_);
    }
}

std::size_t TextStream::read(char* into, std::size_t size) {
    if (!begun_) {
        begin();
    }
    const std::size_t count = converter_ ? converted(into, size) : copied(into, size);
    if (const void* const zero = std::memchr(into, 0, count); zero != nullptr) {
        refuse(lines_in(into, static_cast<std::size_t>(static_cast<const char*>(zero) - into)),
               "the file holds a zero byte: it is no text in this charset");
    }
    lines_ += lines_in(into, count);
    return count;
}

std::size_t TextStream::copied(char* into, std::size_t size) {
    std::size_t count = 0;
    if (raw_at_ < raw_end_) {
        count = std::min(size, raw_end_ - raw_at_);
        std::memcpy(into, raw_.data() + raw_at_, count);
        raw_at_ += count;
    } else if (!input_ended_) {
        count = input_.read(into, size);
        input_ended_ = count == 0;
    }
    check_utf8(into, count, count == 0);
    return count;
}

void TextStream::check_utf8(const char* text, std::size_t size, bool last) {
    constexpr auto wrong = "a byte is not utf-8; check the profile's charset";
    std::size_t at = 0;
    while (!cut_.empty() && at < size) {
        if (!is_trail(text[at])) {  // what is handed on may end a row here
            refuse(lines_in(text, at), wrong);
        }
        cut_.push_back(text[at++]);
        const auto wanted = static_cast<std::size_t>(U8_COUNT_TRAIL_BYTES(cut_.front())) + 1;
        if (cut_.size() >= wanted) {
            if (character_length(cut_.data(), cut_.size()) != cut_.size()) {
                refuse(0, wrong);
            }
            cut_.clear();
        }
    }
    while (at < size) {
        at += ascii_length(text + at, size - at);
        if (at >= size) {
            break;
        }
        const auto wanted = static_cast<std::size_t>(U8_COUNT_TRAIL_BYTES(text[at])) + 1;
        if (wanted > 1 && size - at < wanted && std::all_of(text + at + 1, text + size, is_trail)) {
            cut_.assign(text + at, size - at);
            return;
        }
        const std::size_t length = character_length(text + at, std::min(wanted, size - at));
        if (length == 0) {
            refuse(lines_in(text, at), wrong);
        }
        at += length;
    }
    if (last && !cut_.empty()) {
        refuse(0, wrong);
    }
}

/// U+0080 to U+009F stand for bytes that a charset does not have, or that are another one's.
void TextStream::check_controls(const char* text, std::size_t size) {
    constexpr char lead = '\xC2';
    const auto is_control = [](char c) { return (static_cast<unsigned char>(c) & 0xE0U) == 0x80U; };
    bool wrong = size > 0 && last_ == lead && is_control(text[0]);
    const char* const end = text + size;
    const char* at = std::find(text, end, lead);
    for (; !wrong && at != end; at = std::find(at + 1, end, lead)) {
        wrong = at + 1 < end && is_control(at[1]);
    }
    if (wrong) {
        refuse(lines_in(text, static_cast<std::size_t>(std::min(at, end) - text)),
               "a byte is not " + charset_ + "; check the profile's charset");
    }
    last_ = size > 0 ? text[size - 1] : last_;
}

std::size_t TextStream::converted(char* into, std::size_t size) {
    char* target = into;
    while (target == into) {
        const bool more = fill();
        const char* source = raw_.data() + raw_at_;
        const bool good =
            converter_->convert(source, raw_.data() + raw_end_, target, into + size, !more);
        raw_at_ = static_cast<std::size_t>(source - raw_.data());
        check_controls(into, static_cast<std::size_t>(target - into));
        if (!good) {
            refuse(lines_in(into, static_cast<std::size_t>(target - into)),
                   "a byte is not " + charset_ + "; check the profile's charset");
        }
        if (!more) {
            break;
        }
    }
    return static_cast<std::size_t>(target - into);
}

}  // namespace quittance
