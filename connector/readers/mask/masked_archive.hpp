#pragma once

#include "readers/mask/card_mask.hpp"

#include <string>

namespace quittance {

/// A zip archive's copy into the empty file `copy`: parts without a number as they are packed, the
/// others masked. @throws as `write_masked`.
void write_masked_archive(const std::string& path, int copy, const CardForms& forms);

}  // namespace quittance
