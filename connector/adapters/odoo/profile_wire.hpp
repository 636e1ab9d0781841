#pragma once

#include "adapters/odoo/wire.hpp"
#include "domain/profile.hpp"

namespace quittance::odoo {

/// PROFILE of the contract, both ways.
[[nodiscard]] Json to_wire(const Profile& profile);
[[nodiscard]] Profile profile_of(const Json& row);

}  // namespace quittance::odoo
