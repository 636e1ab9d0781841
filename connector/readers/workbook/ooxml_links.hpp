#pragma once

#include "readers/workbook/archive.hpp"

#include <string>
#include <vector>

namespace quittance::workbook {

/// A link from one part to another.
struct OoxmlLink {
    std::string id;
    std::string type;    ///< the last step of its URI: `worksheet`
    std::string target;  ///< a path in the archive
};

/// The links of a part ("" the archive's root) that stay inside the archive; none when it has no
/// list of links. @throws UnreadableFile.
[[nodiscard]] std::vector<OoxmlLink> read_ooxml_links(Archive& archive, const std::string& part);

}  // namespace quittance::workbook
