#pragma once

#include "readers/text/fixed_width.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// Where the columns of a text of fixed width stand.
struct FixedShape {
    std::vector<FieldPosition> positions;
    int header_line = 0;  ///< 1-based; 0: no line has names that are known
    int last_title = 0;   ///< the line above the first row: the header, or a rule below it
};

/// Tells the columns from the blanks that go through all lines; no positions when there are none.
/// Where values could grow into the blanks, numbers grow to the left and texts to the right.
[[nodiscard]] FixedShape fixed_shape(std::string_view lines);

/// `12-20`.
[[nodiscard]] std::string name_of(const FieldPosition& position);

}  // namespace quittance
