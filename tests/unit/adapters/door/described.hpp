#pragma once

#include "adapters/door/door_client.hpp"

#include <string>

namespace quittance::test {

/// What an answer has that docs/openapi.json does not say of it, in a sentence; "" it fits.
[[nodiscard]] std::string undescribed(const std::string& path, const std::string& verb,
                                      const DoorReply& reply);

}  // namespace quittance::test
