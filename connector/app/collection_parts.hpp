#pragma once

#include "adapters/journal/sqlite_witness.hpp"
#include "adapters/odoo/odoo_audit_ledger.hpp"
#include "adapters/odoo/odoo_collection_ledger.hpp"
#include "app/parts.hpp"
#include "flow/audit.hpp"
#include "flow/collect.hpp"
#include "flow/reconcile.hpp"

#include <cstddef>
#include <mutex>
#include <string>

namespace quittance {

/// What the commands that follow money work with, besides `Parts`.
struct CollectionParts {
    CollectionParts(const Parts& parts, const Admission& admission);

    [[nodiscard]] CollectPorts collect_ports();
    [[nodiscard]] ReconcilePorts reconcile_ports();
    [[nodiscard]] AuditPorts audit_ports();

    const Parts& parts;
    CompanyTerms company;
    journal::SqliteWitness witness;
    odoo::OdooCollectionLedger ledger;
    odoo::OdooAuditLedger audit;

private:
    void show(const std::string& what, std::size_t done, std::size_t all);

    std::mutex console_;  // stages report from several threads, the console takes one
};

/// `12.50` of minor units of the company's currency.
[[nodiscard]] std::string amount_text(std::int64_t minor, const CompanyTerms& company);

/// One stage each, with its report; the caller has opened the run.
[[nodiscard]] CommandEnd collect_stage(CollectionParts& with, const std::string& run_key);
[[nodiscard]] CommandEnd reconcile_stage(CollectionParts& with);
/// `only_new`: what changed since the last audit that left nothing to a person.
[[nodiscard]] CommandEnd audit_stage(CollectionParts& with, bool only_new);

}  // namespace quittance
