#include "app/collection_parts.hpp"

#include "domain/money.hpp"

namespace quittance {

CollectionParts::CollectionParts(const Parts& all, const Admission& admission)
    : parts(all),
      company(admission.company),
      witness(all.config.journal.path, [&clock = all.clock] { return clock.now(); }),
      ledger(all.session, company_of(admission)),
      audit(all.session, company_of(admission)) {}

void CollectionParts::show(const std::string& what, std::size_t done, std::size_t all) {
    const std::lock_guard lock(console_);
    parts.console.step(what, static_cast<int>(done), static_cast<int>(all));
}

CollectPorts CollectionParts::collect_ports() {
    return {parts.gatekeeper, ledger, audit, witness,
            [this](const std::string& what, std::size_t done, std::size_t all) {
                show(what, done, all);
            }};
}

ReconcilePorts CollectionParts::reconcile_ports() {
    return {parts.gatekeeper, ledger, witness,
            [this](const std::string& what, std::size_t done, std::size_t all) {
                show(what, done, all);
            }};
}

AuditPorts CollectionParts::audit_ports() {
    return {parts.gatekeeper, ledger, audit, witness,
            [this](const std::string& what, std::size_t done, std::size_t all) {
                show(what, done, all);
            }};
}

std::string amount_text(std::int64_t minor, const CompanyTerms& company) {
    return Money(minor, company.currency, company.decimals).text();
}

}  // namespace quittance
