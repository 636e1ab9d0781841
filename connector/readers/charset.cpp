#include "readers/charset.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>

namespace quittance {
namespace {

using namespace std::string_view_literals;

constexpr std::array charsets = {"utf-8"sv, "windows-1252"sv, "iso-8859-15"sv, "utf-16"sv};
constexpr auto utf8_mark = "\xEF\xBB\xBF"sv;

struct Closer {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Closer>;

Converter open_converter(const std::string& charset) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(charset.c_str(), &status));
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
    if (U_FAILURE(status)) {
        throw std::invalid_argument("the charset " + charset + " cannot be opened");
    }
    return converter;
}

int line_of(std::string_view text) {
    return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

bool has_utf16_mark(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv);
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    if (std::find(charsets.begin(), charsets.end(), charset) == charsets.end()) {
        throw std::invalid_argument("the charset " + std::string(charset) +
                                    " is not one of utf-8, windows-1252, iso-8859-15, utf-16");
    }
    if (has_utf16_mark(bytes) && charset != "utf-16"sv) {
        throw CharsetError(
            1, "the file begins like UTF-16, but the profile says " + std::string(charset));
    }
    if (bytes.starts_with(utf8_mark)) {
        if (charset == "utf-16"sv) {
            throw CharsetError(1, "the file begins like UTF-8, but the profile says utf-16");
        }
        bytes.remove_prefix(utf8_mark.size());
        charset = "utf-8";  // a spreadsheet's mark is surer than the profile
    }
    const Converter from = open_converter(std::string(charset));
    const Converter to = open_converter("utf-8");
    std::string text;
    std::array<char, 8192> out{};
    std::array<UChar, 4096> pivot{};
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    UBool first = 1;
    UErrorCode status = U_ZERO_ERROR;
    do {
        status = U_ZERO_ERROR;
        char* target = out.data();
        ucnv_convertEx(to.get(), from.get(), &target, out.data() + out.size(), &source, end,
                       pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(),
                       first, 1, &status);
        first = 0;
        text.append(out.data(), target);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    if (U_FAILURE(status)) {
        throw CharsetError(line_of(text), "a byte is not " + std::string(charset) +
                                              "; check the profile's charset");
    }
    if (text.find('\0') != std::string::npos) {
        throw CharsetError(line_of(std::string_view(text).substr(0, text.find('\0'))),
                           "the file holds a zero byte: it is no text in this charset");
    }
    return text;
}

}  // namespace quittance
