#pragma once

#include "domain/profile.hpp"

#include <string>
#include <vector>

namespace quittance {

/// The payment card numbers in a file whose rows nobody could read, as they are written: of a
/// workbook those in its cells, as far as it opens; of everything else those in its bytes. Only
/// long ones (`long_card_numbers_in`), 10,000 at most.
[[nodiscard]] std::vector<std::string> cards_in_file(const std::string& path,
                                                     const Profile& profile);

}  // namespace quittance
