#pragma once

#include <string_view>

namespace quittance {

/// All of the bytes, where the descriptor stands. @throws NoRoom.
void write_bytes(int descriptor, std::string_view bytes);

}  // namespace quittance
