#pragma once

#include "app/console.hpp"
#include "flow/import.hpp"

#include <nlohmann/json.hpp>

namespace quittance {

/// What became of a file, for people and for programs. Amounts are decimal texts.
void show(Console& console, const ImportReport& report);
[[nodiscard]] nlohmann::ordered_json as_json(const ImportReport& report);
[[nodiscard]] nlohmann::ordered_json as_json(const Issue& issue);

}  // namespace quittance
