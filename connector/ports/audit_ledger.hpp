#pragma once

#include "domain/attempt_state.hpp"
#include "domain/money.hpp"
#include "ports/witness.hpp"

#include <string>
#include <vector>

namespace quittance {

/// A charge as the provider lists it.
struct ProviderCharge {
    std::string provider;
    std::string provider_reference;
    std::string reference;
    Money amount;
    std::string state;
    std::string created;
    bool known = false;       ///< Odoo has it
    bool moves_money = true;  ///< false: declined, cancelled or never confirmed there
};

struct ProviderAbility {
    std::string code;
    bool can_list = false;
    std::string message;
};

struct ChargePage {
    std::vector<ProviderAbility> providers;
    std::vector<ProviderCharge> charges;
    std::string next;  ///< "": the end
};

enum class AdoptionOutcome { known, adopted, held };

struct Adoption {
    std::string key;
    AdoptionOutcome outcome = AdoptionOutcome::known;
    std::string message;
};

/// One figure of Odoo's own report, in the report's order: `lines › billed › amount`, `12.50`.
struct Figure {
    std::string path;
    std::string value;
};

/// What only an audit asks for.
class AuditLedger {
public:
    virtual ~AuditLedger() = default;

    /// Charges since a UTC moment; `cursor` "" at first. Providers that cannot list say so.
    [[nodiscard]] virtual ChargePage provider_charges(const std::string& since,
                                                      const std::string& cursor) = 0;

    /// Puts lost attempts back as `unknown`; one that fits no posted invoice holds its client.
    virtual std::vector<Adoption> adopt(const std::vector<WitnessedAttempt>& attempts) = 0;

    /// Odoo's figures of a period (`2026-10`) or of all time (""), I1 to I6 among them.
    [[nodiscard]] virtual std::vector<Figure> figures(const std::string& period) = 0;
};

}  // namespace quittance
