// Decoding: strict, whole, and the same however the bytes arrive.

#include "readers/text/text_stream.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <optional>

using namespace quittance;

namespace {

constexpr std::array charsets = {
    "utf-8",        "utf-16",       "utf-16le",     "utf-16be",     "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "iso-8859-1",   "iso-8859-2",   "iso-8859-15",  "macintosh",    "ibm850"};

std::optional<std::string> decoded(std::string_view bytes, const std::string& charset,
                                   std::size_t piece, std::size_t room) {
    fuzz::PiecewiseInput input(bytes, piece);
    TextStream stream(input, charset);
    std::vector<char> into(room);
    std::string text;
    try {
        while (const std::size_t size = stream.read(into.data(), into.size())) {
            text.append(into.data(), size);
        }
    } catch (const CharsetError&) {
        return std::nullopt;
    }
    return text;
}

std::string encoded(const std::string& text, const std::string& charset) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* const converter = ucnv_open(charset.c_str(), &status);
    const auto wide = icu::UnicodeString::fromUTF8(text);
    std::string bytes(static_cast<std::size_t>(wide.length()) * 4 + 8, '\0');
    const auto size = ucnv_fromUChars(converter, bytes.data(), static_cast<int>(bytes.size()),
                                      wide.getBuffer(), wide.length(), &status);
    ucnv_close(converter);
    fuzz::held(U_SUCCESS(status), "what was decoded can be encoded");
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

/// The bytes without a byte order mark, and the charset that it says.
std::string_view unmarked(std::string_view bytes, std::string& charset) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) {
        charset = "utf-8";
        return bytes.substr(3);
    }
    const bool little = bytes.starts_with("\xFF\xFE"sv);
    if (charset == "utf-16") {
        charset = little ? "utf-16le" : "utf-16be";
        return bytes.substr(2);
    }
    const bool own = (charset == "utf-16le" && little) ||
                     (charset == "utf-16be" && bytes.starts_with("\xFE\xFF"sv));
    return own ? bytes.substr(2) : bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    std::string charset = input.one_of(charsets);
    const std::size_t piece = input.below(7) + 1;
    const std::string bytes = input.rest();
    const auto whole = decoded(bytes, charset, bytes.size() + 1, 1 << 20);
    const auto pieces = decoded(bytes, charset, piece, TextStream::room_min);
    fuzz::held(whole == pieces, "how the bytes arrive changes nothing");
    if (!whole) {
        return 0;
    }
    fuzz::held(fuzz::is_utf8(*whole), "a text is UTF-8");
    fuzz::held(whole->find('\0') == std::string::npos, "a text has no zero byte");
    const std::string_view rest = unmarked(bytes, charset);
    fuzz::held(encoded(*whole, charset) == rest, "every byte is in the text");
    return 0;
}
