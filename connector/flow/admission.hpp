#pragma once

#include "ports/gatekeeper.hpp"
#include "ports/witness.hpp"

#include <optional>
#include <string>
#include <vector>

namespace quittance {

/// The contract that this connector speaks (docs/rpc_contract.md).
inline constexpr int contract_version = 3;

/// Why collection must not start, as a sentence that says what to do.
struct Refusal {
    enum class Kind {
        configuration,  ///< the connector or its settings are wrong
        person          ///< a person has to decide in Odoo, or run `quittance audit`
    };
    Kind kind = Kind::person;
    std::string code;
    std::string sentence;
};

struct Admission {
    Greeting greeting;
    CompanyTerms company;
    std::vector<Refusal> refusals;  ///< empty: go on
};

/// Greets Odoo and finds the company. Refuses another contract and a company that is not ours;
/// says nothing about collection. For every command.
[[nodiscard]] Admission greet(Gatekeeper& gatekeeper, int company_id,
                              const std::vector<std::string>& keys = {});

/// `greet`, and besides: may charges be made now? Collection on, this database bound, no restore
/// open, and everything that the journal has acknowledged still there, in at least its state.
/// A loss is reported to Odoo, unless `only_look`.
[[nodiscard]] Admission admit_to_collect(Gatekeeper& gatekeeper, Witness& witness, int company_id,
                                         const std::string& journal, bool only_look);

/// The acknowledged attempts that `greeting` lacks or knows in an earlier state.
[[nodiscard]] std::vector<LostAttempt> lost_attempts(
    const std::vector<WitnessedAttempt>& acknowledged, const Greeting& greeting);

}  // namespace quittance
