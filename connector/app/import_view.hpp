#pragma once

#include "app/console.hpp"
#include "flow/import.hpp"

#include <nlohmann/json.hpp>

namespace quittance {

/// What became of a file, for people and for programs. Amounts are decimal texts.
void show(Console& console, const ImportReport& report);
[[nodiscard]] nlohmann::ordered_json as_json(const ImportReport& report);
[[nodiscard]] nlohmann::ordered_json as_json(const Issue& issue);
/// The same for the program of a supplier: its own figures, and only what it may be told.
[[nodiscard]] nlohmann::ordered_json as_supplier_json(const ImportReport& report);

}  // namespace quittance
