#include "readers/values/folded.hpp"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

namespace quittance {

std::string folded(std::string_view text) {
    std::string made;
    icu::StringByteSink<std::string> sink(&made);
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                           sink, nullptr, status);
    return U_FAILURE(status) ? std::string(text) : made;
}

}  // namespace quittance
