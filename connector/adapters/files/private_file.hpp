#pragma once

#include "support/secret.hpp"

#include <cstdint>
#include <string>

namespace quittance {

/// A bare name stands for a file in $CREDENTIALS_DIRECTORY, where systemd sets it.
[[nodiscard]] std::string credential_path(const std::string& name);

/// The first line of a file that nobody but its owner may read.
/// @throws PortError (fix_configuration) when it is missing, empty, or open to others.
[[nodiscard]] Secret read_secret(const std::string& path);

/// All bytes of a regular file. @throws PortError when it is missing or larger than `bytes_max`.
[[nodiscard]] std::string read_file(const std::string& path, std::int64_t bytes_max);

}  // namespace quittance
