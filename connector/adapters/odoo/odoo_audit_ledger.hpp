#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "ports/audit_ledger.hpp"

namespace quittance::odoo {

class OdooAuditLedger final : public AuditLedger {
public:
    OdooAuditLedger(Session& session, Company company)
        : session_(session), company_(std::move(company)) {}

    ChargePage provider_charges(const std::string& since, const std::string& cursor) override;
    ClaimPage claims(const std::string& since, int after_id) override;
    std::vector<ClaimAnswer> ask(const std::vector<int>& ids) override;
    void report_orphans(const std::vector<ProviderCharge>& orphans) override;
    std::vector<Adoption> adopt(const std::vector<WitnessedAttempt>& attempts) override;
    std::vector<Figure> figures(const std::string& period) override;

private:
    Session& session_;
    Company company_;
};

}  // namespace quittance::odoo
