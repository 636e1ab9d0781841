#pragma once

#include <cstdint>
#include <string>

namespace quittance {

/// All that makes a charge this charge: no two debts share a key, on no ledger.
struct AttemptKeyParts {
    std::string epoch;
    int company_id = 0;
    int move_id = 0;
    int no = 0;
    std::int64_t amount_minor = 0;
    std::string currency;
    std::string rail;
    int method_id = 0;
};

/// `q1` + 26 characters of lower-case base32(sha256(epoch|company|move|no|minor|currency|rail|
/// method)); Odoo derives the same and refuses another (docs/rpc_contract.md). Worldline takes
/// 30 characters, SEPA 35.
[[nodiscard]] std::string attempt_key(const AttemptKeyParts& parts);

}  // namespace quittance
