#pragma once

#include "adapters/door/job_spool.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace quittance::door {

/// `Receipt` of docs/openapi.json: the first file, and all of them.
[[nodiscard]] nlohmann::ordered_json receipt_of(const std::vector<Job>& jobs);

/// `Job` of docs/openapi.json.
[[nodiscard]] nlohmann::ordered_json answer_of(const Job& job);

}  // namespace quittance::door
