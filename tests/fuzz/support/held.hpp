#pragma once

#include <string>

namespace quittance::fuzz {

/// Ends the program with that sentence where a promise does not hold: libFuzzer keeps the input.
void held(bool promise, const std::string& broken);

}  // namespace quittance::fuzz
