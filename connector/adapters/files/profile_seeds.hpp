#pragma once

#include "domain/profile.hpp"

#include <optional>
#include <string>

namespace quittance {

/// The profile of `<folder>/<name>.toml`, nothing when there is none.
/// @throws PortError (fix_configuration) for a file that is no profile, with the line.
[[nodiscard]] std::optional<Profile> seeded_profile(const std::string& folder,
                                                    const std::string& name);

/// The profile in that file; its name is the file's. @throws PortError (fix_configuration).
[[nodiscard]] Profile profile_in(const std::string& path);

/// A profile as such a file has it; what is as in `Profile()` is left out, but for the marks,
/// delimiter and charset that a person checks. `profile_in` reads the same profile back.
[[nodiscard]] std::string profile_toml(const Profile& profile);

}  // namespace quittance
