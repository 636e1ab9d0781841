#pragma once

#include <string>
#include <string_view>

namespace quittance::workbook {

/// `AB12`, for messages; `column` is 0-based.
[[nodiscard]] std::string cell_name(int column, int row);

/// The 0-based column of `AB12`, -1 when it names none. @throws UnreadableFile beyond XFD.
[[nodiscard]] int column_of(std::string_view cell);

}  // namespace quittance::workbook
