#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace quittance::odoo {

/// Writes `size` bytes that come in parts, as base64 text, to `path`. @throws PortError, CallError.
void fetch_bytes(const std::string& path, std::int64_t size,
                 const std::function<std::string(std::int64_t offset, std::int64_t length)>& part);

}  // namespace quittance::odoo
