#pragma once

#include "app/parts.hpp"

#include <functional>

namespace quittance {

/// Works with connections to Odoo of its own, so that nobody else's calls delay it.
void with_own_session(const Parts& parts, const std::function<void(const Parts&)>& work);

}  // namespace quittance
