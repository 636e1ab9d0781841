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
    std::string finding;      ///< code of what does not agree with Odoo's attempt, "" nothing
    std::string sentence;     ///< of the finding: what to do
};

struct ProviderAbility {
    std::string code;
    bool can_list = false;
    bool failed = false;  ///< it can, but this page could not be had
    std::string message;
};

struct ChargePage {
    std::vector<ProviderAbility> providers;
    std::vector<ProviderCharge> charges;
    std::string next;  ///< "": the end
};

/// A transaction by which Odoo says that money came, or is coming.
struct Claim {
    int id = 0;
    std::string key;
    std::string provider;
    std::string provider_reference;  ///< "" when the provider named none
    std::string created;             ///< moment of the contract
    bool can_list = false;           ///< its provider lists its charges
    std::string finding;             ///< found without asking anybody, "" nothing
    std::string sentence;
};

struct ClaimPage {
    std::vector<Claim> claims;
    int next = 0;  ///< 0: the end
};

enum class ClaimOutcome { agrees, finding, not_told, busy };

/// What a provider says of one claim.
struct ClaimAnswer {
    int id = 0;
    ClaimOutcome outcome = ClaimOutcome::busy;
    std::string finding;
    std::string sentence;
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

    /// What Odoo claims, changed since a UTC moment; `after_id` 0 at first.
    [[nodiscard]] virtual ClaimPage claims(const std::string& since, int after_id) = 0;

    /// Asks the providers about claims by their ids; `busy`: not this time, ask again.
    [[nodiscard]] virtual std::vector<ClaimAnswer> ask(const std::vector<int>& ids) = 0;

    /// Alarms the supervisors of charges that Odoo lacks.
    virtual void report_orphans(const std::vector<ProviderCharge>& orphans) = 0;

    /// Puts lost attempts back as `unknown`; one that fits no posted invoice holds its client.
    virtual std::vector<Adoption> adopt(const std::vector<WitnessedAttempt>& attempts) = 0;

    /// Odoo's figures of a period (`2026-10`) or of all time (""), I1 to I6 among them.
    [[nodiscard]] virtual std::vector<Figure> figures(const std::string& period) = 0;
};

}  // namespace quittance
