#pragma once

#include "adapters/odoo/session.hpp"
#include "adapters/odoo/wire.hpp"
#include "ports/draft_store.hpp"

namespace quittance::odoo {

/// Safe for as many threads as the session has connections.
class OdooDraftStore final : public DraftStore {
public:
    OdooDraftStore(Session& session, Company company)
        : session_(session), company_(std::move(company)) {}

    DraftPage lines(const std::string& period, int after_id) override;
    Accounting accounting(const std::vector<ClientProduct>& pairs) override;
    std::vector<DraftedMonth> apply(const std::string& period,
                                    const std::vector<PlannedMonth>& months) override;

private:
    UnbilledLine line_of(const Json& row, const char* period_name) const;
    Json row_of(const DraftLine& line) const;
    Json row_of(const PlannedMonth& month) const;
    std::vector<DraftedMonth> apply_some(const std::string& period,
                                         const std::vector<PlannedMonth>& months);

    Session& session_;
    Company company_;
};

}  // namespace quittance::odoo
