#pragma once

#include "readers/workbook/archive.hpp"
#include "readers/workbook/moment_text.hpp"
#include "readers/workbook/number_format.hpp"

#include <string>
#include <vector>

namespace quittance::workbook {

/// A sheet of cells of an OOXML workbook and the part that holds it.
struct OoxmlSheet {
    std::string name;
    std::string part;
    bool hidden = false;
};

/// What a workbook says besides its cells; transitional or strict, the two differ in URIs alone.
struct OoxmlPackage {
    std::vector<OoxmlSheet> sheets;
    std::string shared_strings;  ///< part, "" none
    Epoch epoch = Epoch::from_1900;
    bool has_styles = false;
    std::vector<Shown> shown;  ///< by the number of a cell's style
};

/// Follows the links from the archive's root to the workbook. Links out of the archive are not
/// followed. @throws UnreadableFile: no workbook, a part is missing or damaged.
[[nodiscard]] OoxmlPackage read_ooxml_package(Archive& archive);

}  // namespace quittance::workbook
