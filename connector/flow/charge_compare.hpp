#pragma once

#include "ports/audit_ledger.hpp"

#include <functional>
#include <string>
#include <vector>

namespace quittance {

/// Something that does not agree, and what to do about it.
struct Finding {
    std::string code;     ///< docs/operate.md, "What an audit finds"
    std::string subject;  ///< the attempt's key or the provider's id
    std::string sentence;
};

struct ChargeComparisonOrder {
    AuditLedger& audit;
    std::string since;                        ///< UTC moment
    const std::vector<std::string>& checked;  ///< ids and keys that a person has looked at
    std::function<void(const std::string& what, std::size_t done, std::size_t all)> progress;
};

/// The providers' charges and Odoo's claims held against each other, both ways.
struct ChargeComparison {
    int charges = 0;  ///< listed by the providers
    int claims = 0;   ///< of Odoo's
    int asked = 0;    ///< claims that no list showed, asked for one by one
    std::vector<Finding> findings;
    std::vector<ProviderCharge> orphans;  ///< charges that Odoo lacks, with their sentences
    std::vector<std::string> warnings;    ///< what could not be compared
    bool incomplete = false;              ///< a list could not be had: to be compared again
};

/// Lists what the providers have since the moment, and further back as far as Odoo's claims that
/// changed since then reach (a debit settles days after it was charged). What no list shows, of
/// providers that cannot list too, is asked for one by one.
/// @throws PortError when Odoo cannot be asked, or a list does not end.
[[nodiscard]] ChargeComparison compare_charges(const ChargeComparisonOrder& order);

/// The provider has it, or will have: nothing for a person to do.
[[nodiscard]] bool is_harmless(const Finding& finding);

}  // namespace quittance
