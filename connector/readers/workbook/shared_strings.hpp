#pragma once

#include "readers/workbook/archive.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::workbook {

/// The texts that cells of an OOXML workbook name by number, one after the other in memory. Runs
/// of rich text are joined; what says how to pronounce a text is left out.
class SharedStrings {
public:
    SharedStrings() = default;
    /// @throws UnreadableFile: damaged, or more text than a workbook of services has.
    SharedStrings(Archive& archive, const std::string& part);

    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    /// Valid as long as this is; `index` < size.
    [[nodiscard]] std::string_view at(std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(texts_).substr(begin, ends_[index] - begin);
    }

private:
    std::string texts_;
    std::vector<std::uint32_t> ends_;
};

/// Replaces `_x000D_` and the like from `begin` on by the characters that they stand for (ECMA-376
/// part 1, 22.9.2.19); control characters but tab and line breaks stay as they are written.
void unescape_from(std::string& text, std::size_t begin);

}  // namespace quittance::workbook
